import type { UnconfirmedRevocation } from './session/sign-out-result.js';
import {
  AuthError,
  type AuthErrorCode,
  type AuthErrorOptions,
  nameErrors,
  type ServiceErrorCode,
} from '../core/errors.js';

/** The call that an error is about. */
export interface AnswerDetails extends AuthErrorOptions {
  /** The operation that was called, such as `InitiateAuth`. */
  readonly operation: string;
  /** The HTTP status of the response; 0 if there was none. */
  readonly status: number;
}

/** A failed call to Cognito. */
export class CallError extends AuthError {
  /** The operation that was called, such as `InitiateAuth`. */
  readonly operation: string;
  /** The HTTP status of the response; 0 if there was none. */
  readonly status: number;

  constructor(code: AuthErrorCode, message: string, details: AnswerDetails) {
    super(code, message, details);
    this.operation = details.operation;
    this.status = details.status;
  }
}

/**
 * What to do next, by Cognito's error code, because its messages do not say so. The codes that only an operation of a user pool
 * returns are listed in that table.
 */
const ADVICE: Readonly<Record<string, string>> = {
  InvalidParameterException: 'Check the input and the settings of the app client.',
  LimitExceededException: 'Wait, then try again.',
  NotAuthorizedException: 'Check the input, or sign in again.',
  PasswordResetRequiredException: 'Call forgotPassword.',
  ResourceNotFoundException: 'Check the configuration.',
  TooManyRequestsException: 'Wait, then try again.',
  UserNotConfirmedException: 'Call confirmSignUp.',
  UserNotFoundException: 'Check the user name.',
};

/**
 * An error response of Cognito's. `name` and `code` are Cognito's own code, such as `NotAuthorizedException`; `message`
 * is Cognito's message without secrets; `advice` says what to do next.
 */
export class CognitoError extends CallError {
  constructor(code: ServiceErrorCode, message: string, details: AnswerDetails) {
    super(code, message, { advice: ADVICE[code], ...details });
    this.name = code;
  }
}

/**
 * A call without a decision by the service, so the user stays signed in. Codes: `network` (the service cannot be
 * reached; `cause` is the error of `fetch`), `unexpected-answer` (something else responded in its place, such as a
 * proxy).
 */
export class NetworkError extends CallError {}

/** Creates the error of a call that got no response. The session stays as it is: only the service can end it. */
export const unreachable = (details: Omit<AnswerDetails, 'status'>): NetworkError =>
  new NetworkError('network', 'The server could not be reached. Try again when the network is back.', {
    ...details,
    status: 0,
  });

/** Creates the error of a response that is incomplete or not from the service. */
export const unusableAnswer = (details: AnswerDetails): NetworkError =>
  new NetworkError('unexpected-answer', 'The server sent an unusable response. Try again later.', details);

/**
 * Cognito's response was lost, and the retry was rejected, either because the first call had succeeded or because it
 * could not succeed. Codes: `outcome-unknown`. `cause` is the rejection; `advice` says how to find out.
 */
export class OutcomeUnknownError extends CallError {
  declare readonly cause: CallError;

  constructor(cause: CallError, advice: string) {
    const message =
      'The connection was interrupted, so it is unknown whether this succeeded. Check before you repeat it.';
    const { operation, status } = cause;
    super('outcome-unknown', message, { operation, status, cause, advice });
  }
}

/** A sign-in ended, or a call waited for one in vain. Codes: `sign-in-cancelled`, `sign-in-timeout`. */
export class SignInCancelledError extends AuthError {}

/** The call is not possible in the session's state. Codes: `invalid-state`, `not-signed-in`. */
export class InvalidStateError extends AuthError {}

/**
 * A key of the configuration is missing or wrong. The message names it. Codes: `configuration`,
 * `user-pool-not-configured`, `identity-pool-not-configured`.
 */
export class ConfigurationError extends AuthError {}

/**
 * The storage did not store a change that must outlive the page or the request. `cause` is the storage's error. Codes:
 * `session-not-removed` (at a sign-out: the next visit or request would be signed in again), `session-not-stored` (at a
 * sign-in on a server: the next request would not be signed in).
 */
export class StorageError extends AuthError {
  /** At a sign-out: the requests that the server has not confirmed. */
  declare readonly unconfirmed?: readonly UnconfirmedRevocation[];

  constructor(code: 'session-not-removed' | 'session-not-stored', cause: unknown) {
    const [what, advice] =
      code === 'session-not-removed'
        ? ['sign-out', 'The storage still holds the session, so the next visit or request will be signed in.']
        : ['sign-in', 'The next request will not be signed in.'];
    super(code, `The ${what} could not be stored. Try again.`, {
      cause,
      advice: `${advice} Call it where the storage is writable; with cookies, before the response headers are sent.`,
    });
  }
}

nameErrors({
  CallError,
  CognitoError,
  NetworkError,
  OutcomeUnknownError,
  SignInCancelledError,
  InvalidStateError,
  ConfigurationError,
  StorageError,
});
