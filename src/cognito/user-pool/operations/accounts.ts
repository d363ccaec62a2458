import type { CallOptions } from '../../service/client.js';
import type { Operation } from '../../service/results.js';
import type { CodeDelivery, Metadata } from '../sign-in/types.js';
import type { Calls, TriggerOptions } from './calls.js';
import { toDelivery, toWireAttributes, type WithDelivery } from './wire.js';

/** The account that an operation applies to. */
export interface AccountOptions extends TriggerOptions {
  /** The user name, or an alias if the user pool has aliases. */
  readonly username: string;
}

/** A new account. */
export interface SignUpInput extends AccountOptions {
  /** Not required if the user pool allows signing in without a password. */
  readonly password?: string;
  /** The user's attributes by Cognito's names, such as `email` and `custom:team`. */
  readonly attributes?: Metadata;
  /** Passed only to the pre sign-up trigger; not stored. */
  readonly validationData?: Metadata;
}

/** The result of a sign-up. */
export interface SignUpResult {
  /**
   * `'confirmSignUp'`: the account must be confirmed, with the code if one was sent. `'done'`: the user can sign in.
   */
  readonly step: 'confirmSignUp' | 'done';
  /** The new user's `sub`. */
  readonly userSub: string;
  /** The destination of the code, if one was sent. */
  readonly delivery?: CodeDelivery;
  /** Pass it to `confirmSignUp` if the flow `USER_AUTH` shall sign the user in afterwards. Valid for a few minutes. */
  readonly session?: string;
}

/**
 * Operations on accounts: sign-up, passwords, deletion. All throw CognitoError, NetworkError, and OutcomeUnknownError
 * if a response was lost and it is unknown whether the operation took effect.
 */
export interface AccountOperations {
  /**
   * Creates an account.
   *
   * @example
   * ```ts
   * const { step } = await session.signUp({ username, password, attributes: { email } });
   * if (step === 'confirmSignUp') await session.confirmSignUp({ username, code });
   * ```
   */
  signUp(input: SignUpInput): Promise<SignUpResult>;
  /**
   * Confirms an account with the code that was sent. If you pass the `session` of {@link signUp}, the result contains
   * another one, with which the flow `USER_AUTH` signs in without asking for a password.
   *
   * @param input `forceAliasCreation` moves an address from another account that has it.
   */
  confirmSignUp(
    input: AccountOptions & {
      readonly code: string;
      readonly forceAliasCreation?: boolean;
      readonly session?: string;
    },
  ): Promise<{ readonly session?: string }>;
  /** Sends the code of a sign-up again. */
  resendSignUpCode(input: AccountOptions): Promise<CodeDelivery>;
  /** Sends a code for {@link confirmForgotPassword}. */
  forgotPassword(input: AccountOptions): Promise<CodeDelivery>;
  /** Sets a new password with the code that was sent. */
  confirmForgotPassword(input: AccountOptions & { readonly code: string; readonly newPassword: string }): Promise<void>;
  /**
   * Changes the password of the signed-in user.
   *
   * @param input Omit `oldPassword` for a user who has no password yet.
   */
  changePassword(input: CallOptions & { readonly oldPassword?: string; readonly newPassword: string }): Promise<void>;
  /** Deletes the account of the signed-in user. */
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
