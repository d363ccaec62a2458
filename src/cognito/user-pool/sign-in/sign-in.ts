import type { Platform } from '../../../core/platform-types.js';
import { throwIfAborted } from '../../../core/abortable.js';
import type { AuthError, ServiceErrorCode } from '../../../core/errors.js';
import { claimsOf } from '../../../token/jwt.js';
import type { ServiceClient } from '../../service/client.js';
import type { AuthFlow, UserPoolSettings } from '../../configuration/configuration.js';
import type { DeviceKeys } from '../devices/device.js';
import { CognitoError, InvalidStateError, OutcomeUnknownError, SignInCancelledError } from '../../errors.js';
import type { ModPow } from '../srp/mod-pow.js';
import type { Attempt, Context } from './attempt.js';
import { isDeviceGone } from './call.js';
import type { Answers } from './challenge.js';
import { type Conversation, createConversation } from './conversation.js';
import { checkInput, customWithSrp } from './initiate.js';
import { rememberDevice } from '../devices/remember-device.js';
import { startAfresh } from './start-afresh.js';
import type { AuthenticationResult, ConfirmSignInInput, SignedIn, SignInInput, SignInStep } from './types.js';
import type { RandomBytes } from '../srp/srp.js';

export type {
  AuthenticationResult,
  ConfirmSignInInput,
  SignedIn,
  SignInInput,
  SignInStep,
} from './types.js';

/** What signing in rests on. */
export interface SignInOptions {
  readonly client: ServiceClient;
  readonly userPool: UserPoolSettings;
  /** For calls that do not say. */
  readonly authFlow: AuthFlow;
  readonly devices: DeviceKeys;
  /** Gets the tokens, before the caller learns that the sign-in is done. */
  readonly onSignedIn: (signedIn: SignedIn) => Promise<void>;
  /** Milliseconds since the epoch, by the server's clock. Default: the machine's. */
  readonly now?: (() => number) | undefined;
  /** Default: `crypto.getRandomValues`. */
  readonly randomBytes?: RandomBytes | undefined;
  /** Default: BigInt. */
  readonly modPow?: ModPow | undefined;
  /** The browser's passkeys. Default: `navigator.credentials`. */
  readonly credentials?: Platform<'CredentialsContainer'> | undefined;
}

/** Signs users in at a user pool: one at a time, the latest. */
export interface SignIn {
  /**
   * Begins a sign-in; one that is under way ends with SignInCancelledError.
   *
   * @throws TypeError what the flow needs is missing
   * @throws CognitoError what Cognito refused, such as `NotAuthorizedException`
   * @throws NetworkError
   * @param signal Ends this sign-in, and no other one.
   */
  signIn(input: SignInInput, begun?: number, signal?: AbortSignal): Promise<SignInStep>;
  /**
   * Answers the present step. After an error (a wrong code, no network) the step is still there to be answered again.
   *
   * @throws InvalidStateError `invalid-state`: no step waits for an answer
   * @throws OutcomeUnknownError the answer to the step was lost, and cannot be found out
   * @throws TypeError the step asks for something else
   * @param asked What is answered. Default: whatever the sign-in under way has asked, which may be another form's.
   * @param signal Ends this sign-in, and no other one.
   */
  confirmSignIn(input: ConfirmSignInInput, asked?: SignInStep, signal?: AbortSignal): Promise<SignInStep>;
  /**
   * Ends the sign-in under way, if any, with SignInCancelledError.
   *
   * @param asked Ends it only if this is what it has asked.
   */
  cancel(asked?: SignInStep): void;
}

/** What mobile apps pass as a password is often none, and SRP then refuses the user. */
const adviseAgainstSrp = (error: unknown): unknown => {
  if (!(error instanceof CognitoError) || error.code !== 'NotAuthorizedException') return error;
  const advice = "If this user has no password, pass authFlow: 'CUSTOM_AUTH_WITHOUT_SRP': it begins without SRP.";
  const { code, message, operation, status } = error;
  return new CognitoError(code as ServiceErrorCode, message, { operation, status, advice });
};

/** The step's session is spent: begins anew where what was given to the step suffices for that. */
const afterLost = async (
  begin: Conversation['begin'],
  attempt: Attempt,
  asked: string | undefined,
  input: Answers,
  unknown: OutcomeUnknownError,
): Promise<SignInStep> => {
  const fresh = startAfresh(asked, input);
  if (!fresh) {
    // What is refused for its code alone has left the step as it was.
    attempt.waiting = unknown.cause.code !== 'NotAuthorizedException';
    throw unknown;
  }
  attempt.waiting = attempt.shown = false;
  const { alias: username, controller } = attempt;
  try {
    return await begin(attempt, { ...fresh, username, clientMetadata: input.clientMetadata });
  } catch (error) {
    throwIfAborted(controller.signal);
    // That a new password does not sign in does not say that it was refused.
    throw input.newPassword === undefined ? error : unknown;
  }
};

/** Creates a {@link SignIn}. */
export const createSignIn = (options: SignInOptions): SignIn => {
  const { client, userPool, authFlow, devices, onSignedIn, randomBytes, modPow } = options;
  const { now = Date.now, credentials = globalThis.navigator?.credentials } = options;
  const context: Context = { client, userPool, devices, srp: { randomBytes, modPow }, now, credentials };
  let current: Attempt | undefined;

  const end = (attempt: Attempt | undefined, why = 'The sign-in was cancelled.'): void => {
    attempt?.controller.abort(new SignInCancelledError('sign-in-cancelled', why));
    if (attempt === current) current = undefined;
  };
  const endBy = (signal: AbortSignal | undefined, attempt: Attempt): void => {
    if (signal?.aborted) end(attempt);
    signal?.addEventListener('abort', () => end(attempt), { once: true });
    throwIfAborted(attempt.controller.signal);
  };

  const finish = async (attempt: Attempt, result: AuthenticationResult): Promise<SignInStep> => {
    const { username: claimed } = claimsOf(result.AccessToken) as { readonly username?: unknown };
    const username = typeof claimed === 'string' ? claimed : attempt.username;
    await rememberDevice(username, result, attempt, context);
    throwIfAborted(attempt.controller.signal);
    current = undefined;
    await onSignedIn({ username, result, begun: attempt.begun });
    return { step: 'done', username };
  };

  const { begin, proceed } = createConversation(context, finish);

  return {
    signIn: async (input, begun = 0, signal = undefined) => {
      const flow = input.authFlow ?? authFlow;
      checkInput(flow, input);
      end(current, 'Another signIn came.');
      const { username, clientMetadata, deviceName = globalThis.navigator?.userAgent } = input;
      const attempt: Attempt = {
        alias: username,
        username,
        flow,
        clientMetadata,
        deviceName,
        controller: new AbortController(),
        begun,
        waiting: false,
        challenge: {},
        session: undefined,
        shown: false,
      };
      current = attempt;
      endBy(signal, attempt);
      try {
        return await begin(attempt, input).catch((error) => {
          const isLost = error instanceof OutcomeUnknownError;
          if (!isLost && !isDeviceGone(error)) throw error;
          attempt.username = username;
          // All that it takes is still at hand, but for a session that was spent.
          return begin(attempt, isLost ? { ...input, session: undefined } : input);
        });
      } catch (error) {
        // A user who declined the passkey may be asked again; for all else there is signIn.
        attempt.waiting = attempt.challenge.ChallengeName === 'WEB_AUTHN' && !(error instanceof OutcomeUnknownError);
        throw customWithSrp(flow, input.password) ? adviseAgainstSrp(error) : error;
      }
    },

    confirmSignIn: async (input, step = undefined, signal = undefined) => {
      const attempt = current;
      if (!attempt?.waiting || (step && step !== attempt.step)) {
        throw new InvalidStateError('invalid-state', 'Call signIn first.');
      }
      endBy(signal, attempt);
      const asked = attempt.challenge.ChallengeName;
      try {
        return await proceed(attempt, input as Answers);
      } catch (error) {
        if (error instanceof OutcomeUnknownError) return afterLost(begin, attempt, asked, input, error);
        // A wrong password (not a wrong code): the choice that led to it is spent, so there is nothing to go back to.
        if ((error as Partial<AuthError>).code === 'NotAuthorizedException' && !attempt.shown) attempt.waiting = false;
        if (!isDeviceGone(error)) throw error;
        end(attempt, 'The device was forgotten.');
        throw new InvalidStateError('invalid-state', 'The user pool no longer knows this device. Sign in again.', {
          cause: error,
        });
      }
    },

    cancel: (step) => {
      if (!step || step === current?.step) end(current);
    },
  };
};
