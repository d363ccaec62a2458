import type { CallOptions } from '../../service/client.js';
import type { Operation } from '../../service/results.js';
import type { CodeDelivery, Metadata } from '../sign-in/types.js';
import type { Calls, TriggerOptions } from './calls.js';
import { toDelivery, toWireAttributes, type WithDelivery } from './wire.js';

/** Whose account. */
export interface AccountOptions extends TriggerOptions {
  /** The user name, or an alias of it where the user pool has aliases. */
  readonly username: string;
}

/** A new account. */
export interface SignUpInput extends AccountOptions {
  /** Not needed where the user pool signs in without passwords. */
  readonly password?: string;
  /** By Cognito's names, such as `email` and `custom:team`. */
  readonly attributes?: Metadata;
  /** For the pre sign-up trigger only; not kept. */
  readonly validationData?: Metadata;
}

/** What follows a sign-up. */
export interface SignUpResult {
  /** `'confirmSignUp'`: the user has to be confirmed, with the code where one was sent; `'done'`: may sign in. */
  readonly step: 'confirmSignUp' | 'done';
  /** The new user's `sub`. */
  readonly userSub: string;
  /** Where a code was sent, if one was. */
  readonly delivery?: CodeDelivery;
  /** For `confirmSignUp`, when the flow `USER_AUTH` is to sign the user in afterwards. Good for some minutes. */
  readonly session?: string;
}

/**
 * Operations on accounts: signing up, passwords, deletion. All throw CognitoError and NetworkError, and OutcomeUnknownError where an
 * answer was lost and it cannot be found out whether the operation took effect.
 */
export interface AccountOperations {
  /** Makes an account. */
  signUp(input: SignUpInput): Promise<SignUpResult>;
  /**
   * Confirms an account with the code that was sent. With the `session` of {@link signUp} the answer has one, by which
   * the flow `USER_AUTH` signs in without asking for a password.
   *
   * @param input `forceAliasCreation` takes an address over from another account that has it.
   */
  confirmSignUp(
    input: AccountOptions & {
      readonly code: string;
      readonly forceAliasCreation?: boolean;
      readonly session?: string;
    },
  ): Promise<{ readonly session?: string }>;
  /** Sends the code of a sign-up once more. */
  resendSignUpCode(input: AccountOptions): Promise<CodeDelivery>;
  /** Sends a code with which {@link confirmForgotPassword} sets a new password. */
  forgotPassword(input: AccountOptions): Promise<CodeDelivery>;
  /** Sets a new password by the code that was sent. */
  confirmForgotPassword(input: AccountOptions & { readonly code: string; readonly newPassword: string }): Promise<void>;
  /**
   * Changes the password of the user who is signed in.
   *
   * @param input Without `oldPassword` for a user who has none yet.
   */
  changePassword(input: CallOptions & { readonly oldPassword?: string; readonly newPassword: string }): Promise<void>;
  /** Deletes the account of the user who is signed in. */
  deleteUser(options?: CallOptions): Promise<void>;
}

/** Creates the {@link AccountOperations}. */
export const createAccountOperations = ({ asClient, asUser }: Calls): AccountOperations => {
  const sendCode =
    (operation: Operation) =>
    async ({ username, clientMetadata, signal }: AccountOptions): Promise<CodeDelivery> => {
      const input = { Username: username, ClientMetadata: clientMetadata };
      return toDelivery((await asClient<WithDelivery>(operation, input, { signal })).CodeDeliveryDetails);
    };

  return {
    signUp: async ({ username, password, attributes, validationData, clientMetadata, signal }) => {
      const { UserConfirmed, UserSub, CodeDeliveryDetails, Session } = await asClient<
        WithDelivery & { readonly UserConfirmed?: boolean; readonly UserSub: string; readonly Session?: string }
      >(
        'SignUp',
        {
          Username: username,
          Password: password,
          UserAttributes: toWireAttributes(attributes),
          ValidationData: toWireAttributes(validationData),
          ClientMetadata: clientMetadata,
        },
        { signal },
      );
      return {
        step: UserConfirmed ? 'done' : 'confirmSignUp',
        userSub: UserSub,
        ...(CodeDeliveryDetails && { delivery: toDelivery(CodeDeliveryDetails) }),
        ...(Session && { session: Session }),
      };
    },
    confirmSignUp: async ({ username, code, forceAliasCreation, session, clientMetadata, signal }) => {
      const { Session } = await asClient<{ readonly Session?: string }>(
        'ConfirmSignUp',
        {
          Username: username,
          ConfirmationCode: code,
          ForceAliasCreation: forceAliasCreation,
          Session: session,
          ClientMetadata: clientMetadata,
        },
        { signal },
      );
      return Session ? { session: Session } : {};
    },
    resendSignUpCode: sendCode('ResendConfirmationCode'),
    forgotPassword: sendCode('ForgotPassword'),
    confirmForgotPassword: async ({ username, code, newPassword, clientMetadata, signal }) => {
      await asClient(
        'ConfirmForgotPassword',
        { Username: username, ConfirmationCode: code, Password: newPassword, ClientMetadata: clientMetadata },
        { signal },
      );
    },
    changePassword: async ({ oldPassword, newPassword, signal }) => {
      await asUser('ChangePassword', { PreviousPassword: oldPassword, ProposedPassword: newPassword }, { signal });
    },
    deleteUser: async (options) => {
      await asUser('DeleteUser', {}, options);
    },
  };
};
