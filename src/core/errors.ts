/** A service's own code, such as Cognito's `NotAuthorizedException`: it begins with a capital letter, which our own codes never do. */
export type ServiceErrorCode = Capitalize<string>;

/** `text` as a service's error code; `undefined` if it does not look like one. */
export const serviceErrorCode = (text: string | undefined): ServiceErrorCode | undefined =>
  text && /^[A-Z][\w.]{0,63}$/.test(text) ? (text as ServiceErrorCode) : undefined;

/** The codes of a signed call's own errors. */
export type SignedCallErrorCode =
  | 'credentials-unavailable'
  | 'excessive-reauthentication'
  | 'reauthentication-deadlock'
  | 'identity-changed'
  | 'identity-unknown'
  | 'not-signed'
  | 'out-of-scope'
  | 'signature-refused'
  | 'call-refused'
  | 'foreign-authorization'
  | 'already-signed'
  | 'insecure-origin'
  | 'insecure-proxy'
  | 'unknown-endpoint'
  | 'malformed-url'
  | 'malformed-header'
  | 'unsupported-body'
  | 'unsigned-payload-refused'
  | 'redirect-refused'
  | 'unsupported-platform'
  | 'part-not-loaded';

/**
 * Every `code` of an {@link AuthError}. Codes are stable: branch on them, not on messages. An error that a service returned has that
 * service's code.
 */
export type AuthErrorCode =
  | ServiceErrorCode
  | SignedCallErrorCode
  | 'network'
  | 'unexpected-answer'
  | 'outcome-unknown'
  | 'sign-in-cancelled'
  | 'sign-in-timeout'
  | 'not-signed-in'
  | 'invalid-state'
  | 'session-not-removed'
  | 'session-not-stored'
  | 'configuration'
  | 'user-pool-not-configured'
  | 'identity-pool-not-configured'
  | 'foreign-answer'
  | 'provider-refused'
  | 'popup-blocked';

/** Options of an {@link AuthError}. */
export interface AuthErrorOptions extends ErrorOptions {
  readonly advice?: string | undefined;
}

/**
 * The base of every error that this package throws for a call. (An invalid option is a `TypeError` when it is passed.)
 *
 * `message` says what happened and what to do next; that of a sign-in error can be shown to users. It contains no secret. `cause` is the
 * underlying error, if any: that of your own provider or `reauthenticate` is the one that it threw, with whatever it holds.
 *
 * @example
 * catch (error) {
 *   if (isAuthError(error) && error.code === 'identity-changed') return; // the user has changed: drop the call
 *   throw error;
 * }
 */
export class AuthError extends Error {
  /** What went wrong, in machine-readable form. */
  readonly code: AuthErrorCode;
  /** What the developer can do about it: a function to call, an option to set. Not for users. */
  declare readonly advice?: string;

  constructor(code: AuthErrorCode, message: string, options?: AuthErrorOptions) {
    super(message, options);
    this.code = code;
    if (options?.advice) this.advice = options.advice;
  }
}

/** The credentials provider failed, or returned something that is not credentials. Codes: `credentials-unavailable`. */
export class CredentialsError extends AuthError {}

/**
 * Credentials could not be renewed after a rejection: there were too many renewals in a short time, or the renewal waited for itself.
 * Codes: `excessive-reauthentication`, `reauthentication-deadlock`.
 */
export class ReauthenticationError extends AuthError {}

/** Creates the error for a call that would wait for the work that makes it. */
export const deadlockError = (): ReauthenticationError =>
  new ReauthenticationError(
    'reauthentication-deadlock',
    'The renewal that this call would wait for made it. Use another Authenticator within `reauthenticate` or a provider.',
  );

/** The signed-in user changed while the request was waiting, so it was not sent. Codes: `identity-changed`. */
export class IdentityChangedError extends AuthError {
  constructor() {
    super(
      'identity-changed',
      'The signed-in user changed while this request was waiting, so it was not sent. Retry it if it is still needed.',
    );
  }
}

/**
 * The credentials provider reported a change of user while the request was waiting, but not whose credentials it returns, so the request
 * was not sent. Codes: `identity-unknown`.
 */
export class IdentityUnknownError extends AuthError {
  constructor() {
    super('identity-unknown', IDENTITY_UNKNOWN);
  }
}

/** Also the message of the event `identity-unknown`. */
export const IDENTITY_UNKNOWN =
  'The provider reported a change of user, but not whose credentials it returns, so waiting requests were not sent. ' +
  'Add principal() to it, or principal to its credentials (null for a guest, with identityId).';

/** The request cannot be signed as it is. Codes: all that are not listed for another class. */
export class UnsignableRequestError extends AuthError {}

/** The server redirects to a place that a signature must not be sent to, or the platform hides the redirect. Codes: `redirect-refused`. */
export class RedirectError extends AuthError {}

/**
 * Sets the `name` of each class's instances. Minifiers rename classes, and `name` is what
 * people read in a log.
 *
 * @param types The classes by name.
 */
export const nameErrors = (types: Readonly<Record<string, { readonly prototype: Error }>>): void => {
  for (const [name, type] of Object.entries(types)) {
    Object.defineProperty(type.prototype, 'name', { value: name, writable: true, configurable: true });
  }
};

nameErrors({
  AuthError,
  CredentialsError,
  ReauthenticationError,
  IdentityChangedError,
  IdentityUnknownError,
  UnsignableRequestError,
  RedirectError,
});

/** The same in all copies of this package, so that {@link isAuthError} works across bundles and realms. */
const BRAND = Symbol.for('sigv4-interceptor.error');
Object.defineProperty(AuthError.prototype, BRAND, { value: true });

/**
 * Whether `value` is an {@link AuthError}, including one from another copy of this package or another realm.
 *
 * @param value Any value, such as a caught one.
 * @example
 * if (isAuthError(error)) console.error(error.code, error.message);
 */
export const isAuthError = (value: unknown): value is AuthError =>
  typeof value === 'object' && value !== null && BRAND in value;
