import type { Platform } from '../../../core/platform-types.js';
import { throwIfAborted } from '../../../core/abortable.js';
import type { AuthError, ServiceErrorCode } from '../../../core/errors.js';
import { claimsOf } from '../../../token/jwt.js';
import type { ServiceClient } from '../../service/client.js';
import type { AuthFlow, UserPoolSettings } from '../../configuration/configuration.js';
import type { DeviceKeys } from '../devices/device.js';
import { CognitoError, InvalidStateError, OutcomeUnknownError, SignInCancelledError } from '../../errors.js';
import type { ModPow } from '../srp/mod-pow.js';
import type { SignInAttempt, SignInContext } from './attempt.js';
import { isDeviceUnknown } from './call.js';
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

/** What {@link createSignIn} needs. */
export interface SignInOptions {
  readonly client: ServiceClient;
  readonly userPool: UserPoolSettings;
  /** The default flow. */
  readonly authFlow: AuthFlow;
  readonly devices: DeviceKeys;
  /** Receives the tokens before `signIn` or `confirmSignIn` resolves. */
  readonly onSignedIn: (signedIn: SignedIn) => Promise<void>;
  /** Returns the time by the server's clock, in milliseconds since the epoch. Default: the system time. */
  readonly now?: (() => number) | undefined;
  /** Default: `crypto.getRandomValues`. */
  readonly randomBytes?: RandomBytes | undefined;
  /** Default: BigInt. */
  readonly modPow?: ModPow | undefined;
  /** The browser's passkeys. Default: `navigator.credentials`. */
  readonly credentials?: Platform<'CredentialsContainer'> | undefined;
}

/** Signs users in to a user pool. There is one sign-in at a time: a new one ends the previous one. */
export interface SignIn {
  /**
   * Begins a sign-in. The previous one, if still in progress, ends with a SignInCancelledError.
   *
   * @param startGeneration The session's generation when the sign-in began.
   * @param signal Ends only this sign-in.
   * @throws TypeError if the flow needs an input that is missing
   * @throws CognitoError if Cognito rejects the call, such as `NotAuthorizedException`
   * @throws NetworkError
   */
  signIn(input: SignInInput, startGeneration?: number, signal?: AbortSignal): Promise<SignInStep>;
  /**
   * Answers the current step. After an error (a wrong code, no network), the step can be answered again.
   *
   * @param asked The step to answer. Default: the current step, which may belong to another form.
   * @param signal Ends only this sign-in.
   * @throws InvalidStateError `invalid-state` if no step waits for an answer
   * @throws OutcomeUnknownError if the response was lost and the outcome cannot be determined
   * @throws TypeError if the step asks for something else
   */
  confirmSignIn(input: ConfirmSignInInput, asked?: SignInStep, signal?: AbortSignal): Promise<SignInStep>;
  /**
   * Ends the current sign-in, if any, with a SignInCancelledError.
   *
   * @param asked Ends the sign-in only at this step.
   */
  cancel(asked?: SignInStep): void;
}

/** Mobile apps often pass a placeholder as the password, for which SRP rejects the user. */
const adviseAgainstSrp = (error: unknown): unknown => {
  if (!(error instanceof CognitoError) || error.code !== 'NotAuthorizedException') return error;
  const advice = "If this user has no password, pass authFlow: 'CUSTOM_AUTH_WITHOUT_SRP': it begins without SRP.";
  const { code, message, operation, status } = error;
  return new CognitoError(code as ServiceErrorCode, message, { operation, status, advice });
};

/** Starts the sign-in again after the step's session was used up, if the input of the step is enough for that. */
const afterLost = async (
  begin: Conversation['begin'],
  attempt: SignInAttempt,
  asked: string | undefined,
  input: Answers,
  unknown: OutcomeUnknownError,
): Promise<SignInStep> => {
  const fresh = startAfresh(asked, input);
  if (!fresh) {
    // If only the code was rejected, the step can be answered again.
    attempt.waiting = unknown.cause.code !== 'NotAuthorizedException';
    throw unknown;
  }
  attempt.waiting = attempt.shown = false;
  const { alias: username, controller } = attempt;
  try {
    return await begin(attempt, { ...fresh, username, clientMetadata: input.clientMetadata });
  } catch (error) {
    throwIfAborted(controller.signal);
    // If signing in with the new password fails, it may still have been accepted.
    throw input.newPassword === undefined ? error : unknown;
  }
};

/** Creates a {@link SignIn}. */
export const createSignIn = (options: SignInOptions): SignIn => {
  const { client, userPool, authFlow, devices, onSignedIn, randomBytes, modPow } = options;
  const { now = Date.now, credentials = globalThis.navigator?.credentials } = options;
  const context: SignInContext = { client, userPool, devices, srp: { randomBytes, modPow }, now, credentials };
  let current: SignInAttempt | undefined;

  const end = (attempt: SignInAttempt | undefined, why = 'The sign-in was cancelled.'): void => {
    attempt?.controller.abort(new SignInCancelledError('sign-in-cancelled', why));
    if (attempt === current) current = undefined;
  };
  const endBy = (signal: AbortSignal | undefined, attempt: SignInAttempt): void => {
    if (signal?.aborted) end(attempt);
    signal?.addEventListener('abort', () => end(attempt), { once: true });
    throwIfAborted(attempt.controller.signal);
  };

  const finish = async (attempt: SignInAttempt, result: AuthenticationResult): Promise<SignInStep> => {
    const { username: claimed } = claimsOf(result.AccessToken) as { readonly username?: unknown };
    const username = typeof claimed === 'string' ? claimed : attempt.username;
    await rememberDevice(username, result, attempt, context);
    throwIfAborted(attempt.controller.signal);
    current = undefined;
    await onSignedIn({ username, result, startGeneration: attempt.startGeneration });
    return { step: 'done', username };
  };

  const { begin, proceed } = createConversation(context, finish);

  return {
    signIn: async (input, startGeneration = 0, signal = undefined) => {
      const flow = input.authFlow ?? authFlow;
      checkInput(flow, input);
      end(current, 'A newer signIn replaced this one.');
      const { username, clientMetadata, deviceName = globalThis.navigator?.userAgent } = input;
      const attempt: SignInAttempt = {
        alias: username,
        username,
        flow,
        clientMetadata,
        deviceName,
        controller: new AbortController(),
        startGeneration,
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
          if (!isLost && !isDeviceUnknown(error)) throw error;
          attempt.username = username;
          // The whole input is still available, except a session that was used up.
          return begin(attempt, isLost ? { ...input, session: undefined } : input);
        });
      } catch (error) {
        // A user who declined the passkey can try that step again. After any other error, the app calls signIn again.
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
        // A wrong password, unlike a wrong code, uses up the choice that led to it. There is no step to return to.
        if ((error as Partial<AuthError>).code === 'NotAuthorizedException' && !attempt.shown) attempt.waiting = false;
        if (!isDeviceUnknown(error)) throw error;
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
