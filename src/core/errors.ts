/** Every `code` an {@link AuthError} can carry. Codes are stable: branch on them, not on messages. */
export type AuthErrorCode =
  | 'credentials-unavailable'
  | 'excessive-reauthentication'
  | 'reauthentication-deadlock'
  | 'identity-changed'
  | 'not-signed'
  | 'foreign-authorization'
  | 'already-signed'
  | 'insecure-origin'
  | 'unknown-endpoint'
  | 'malformed-url'
  | 'malformed-header'
  | 'unsupported-body'
  | 'unsigned-payload-refused'
  | 'redirect-refused';

/**
 * The base of every error this package throws for a call. (A wrong option is a `TypeError` where it is given.)
 *
 * `message` says what happened and what to do next and holds no secret; `cause` is the error underneath, if any.
 */
export class AuthError extends Error {
  /** What went wrong, for programs. */
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The credentials provider failed, or gave something that is not credentials. Codes: `credentials-unavailable`. */
export class CredentialsError extends AuthError {}

/**
 * Credentials could not be renewed after a rejection: too often in a short time, or from within itself.
 * Codes: `excessive-reauthentication`, `reauthentication-deadlock`.
 */
export class ReauthenticationError extends AuthError {}

/** Somebody else signed in while the call waited; it is not sent in their name. Codes: `identity-changed`. */
export class IdentityChangedError extends AuthError {}

/** The request cannot be signed as it stands. Codes: all that are not named by another class. */
export class UnsignableRequestError extends AuthError {}

/** The server redirects where a signature must not go, or where the platform hides it. Codes: `redirect-refused`. */
export class RedirectError extends AuthError {}

// Set here and not from the class: a minifier renames classes, and `name` is what people read in a log.
for (const [type, name] of [
  [AuthError, 'AuthError'],
  [CredentialsError, 'CredentialsError'],
  [ReauthenticationError, 'ReauthenticationError'],
  [IdentityChangedError, 'IdentityChangedError'],
  [UnsignableRequestError, 'UnsignableRequestError'],
  [RedirectError, 'RedirectError'],
] as const) {
  Object.defineProperty(type.prototype, 'name', { value: name, writable: true, configurable: true });
}

/** Shared by all copies of this package, so that {@link isAuthError} works across bundles and realms. */
const BRAND = Symbol.for('sigv4-interceptor.error');
Object.defineProperty(AuthError.prototype, BRAND, { value: true });

/**
 * Whether `value` is an {@link AuthError}, also one of another copy of this package or of another realm.
 *
 * @param value Anything, such as what a `catch` received.
 */
export const isAuthError = (value: unknown): value is AuthError =>
  typeof value === 'object' && value !== null && BRAND in value;
