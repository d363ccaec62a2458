import type { UnconfirmedRevocation } from './session/sign-out-result.js';
import {
  AuthError,
  type AuthErrorCode,
  type AuthErrorOptions,
  nameErrors,
  type ServiceErrorCode,
} from '../core/errors.js';

/** Which answer an error is about. */
export interface AnswerDetails extends AuthErrorOptions {
  /** The operation that was called, such as `InitiateAuth`. */
  readonly operation: string;
  /** The HTTP status of the answer; 0 where none came. */
  readonly status: number;
}

/** A call to Cognito that failed. */
export class CallError extends AuthError {
  /** The operation that was called, such as `InitiateAuth`. */
  readonly operation: string;
  /** The HTTP status of the answer; 0 where none came. */
  readonly status: number;

  constructor(code: AuthErrorCode, message: string, details: AnswerDetails) {
    super(code, message, details);
    this.operation = details.operation;
    this.status = details.status;
  }
}

/** What to do next, by Cognito's code: what its messages leave open. */
const ADVICE: Readonly<Record<string, string>> = {
  AliasExistsException: 'forceAliasCreation moves the address here.',
  CodeMismatchException: 'Ask for the code again.',
  EnableSoftwareTokenMFAException: 'Try a new code.',
  ExpiredCodeException: 'Have a new code sent.',
  InvalidParameterException: 'Check the input and the settings of the app client.',
  InvalidPasswordException: 'Choose another password.',
  LimitExceededException: 'Wait, then try again.',
  NotAuthorizedException: 'Check the input, or sign in again.',
  PasswordResetRequiredException: 'Call forgotPassword.',
  ResourceNotFoundException: 'Check the configuration.',
  TooManyFailedAttemptsException: 'Wait, then try again.',
  TooManyRequestsException: 'Wait, then try again.',
  UserNotConfirmedException: 'Call confirmSignUp.',
  UserNotFoundException: 'Check the user name.',
  UsernameExistsException: 'Sign in, or choose another user name.',
};

/**
 * What Cognito refused. `name` and `code` are Cognito's own code, such as `NotAuthorizedException`; `message` is
 * Cognito's message, without anything secret; `advice` says what to do next.
 */
export class CognitoError extends CallError {
  constructor(code: ServiceErrorCode, message: string, details: AnswerDetails) {
    super(code, message, { advice: ADVICE[code], ...details });
    this.name = code;
  }
}

/**
 * The service did not get to decide, so nobody is signed out for it: it cannot be reached (`network`, with the error of
 * `fetch` as `cause`), or something else answered in its place, such as a proxy (`unexpected-answer`).
 */
export class NetworkError extends CallError {}

/** The error of a call that got no answer. It changes nothing: only the service can end a session. */
export const unreachable = (details: Omit<AnswerDetails, 'status'>): NetworkError =>
  new NetworkError('network', 'The server could not be reached. Try again when the network is back.', {
    ...details,
    status: 0,
  });

/** Something else answered in the service's place, or the answer lacks what it must have. */
export const unusableAnswer = (details: AnswerDetails): NetworkError =>
  new NetworkError('unexpected-answer', 'The server gave an answer that cannot be used. Try again later.', details);

/**
 * An answer of Cognito's was lost, and the same call was refused when it was made again: because it had been carried out, or
 * because it never could be. Codes: `outcome-unknown`. `cause` is the refusal; `advice` says how to find out.
 */
export class OutcomeUnknownError extends CallError {
  declare readonly cause: CallError;

  constructor(cause: CallError, advice: string) {
    const message =
      'The connection was interrupted, so it is not known whether this worked. Check before you repeat it.';
    const { operation, status } = cause;
    super('outcome-unknown', message, { operation, status, cause, advice });
  }
}

/** Nobody signed in where a call waited for it. Codes: `sign-in-cancelled`, `sign-in-timeout`. */
export class SignInCancelledError extends AuthError {}

/** What was asked does not fit the session's state. Codes: `invalid-state`, `not-signed-in`. */
export class InvalidStateError extends AuthError {}

/**
 * The configuration lacks a key or has a wrong one, which the message names. Codes: `configuration`,
 * `user-pool-not-configured`, `identity-pool-not-configured`.
 */
export class ConfigurationError extends AuthError {}

/**
 * The storage is what outlives a page, or a request, and it did not take what had to be stored. `cause` is the storage's error. Codes:
 * `session-not-removed` (at a sign-out: the next visit, or request, would be signed in again), `session-not-stored` (at a sign-in on a
 * server: the next request would not be signed in).
 */
export class StorageError extends AuthError {
  /** At a sign-out: what was asked of the server and is not confirmed. */
  declare readonly unconfirmed?: readonly UnconfirmedRevocation[];

  constructor(code: 'session-not-removed' | 'session-not-stored', cause: unknown) {
    const [what, advice] =
      code === 'session-not-removed'
        ? ['sign-out', 'The storage still holds the session, so the next visit or request is signed in.']
        : ['sign-in', 'The next request is not signed in.'];
    super(code, `The ${what} could not be stored. Try again.`, {
      cause,
      advice: `${advice} Make it where the storage can be written; cookies, before the headers of the answer are sent.`,
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
