/** A service's own code, such as Cognito's `NotAuthorizedException`: these begin with a capital, ours never do. */
export type ServiceErrorCode = Capitalize<string>;

/** `text` as a service's error code; `undefined` where it has not the form of one. */
export const serviceErrorCode = (text: string | undefined): ServiceErrorCode | undefined =>
  text && /^[A-Z][\w.]*$/.test(text) ? (text as ServiceErrorCode) : undefined;

/**
 * Every `code` of an {@link AuthError}. Codes are stable: branch on them, not on messages. What a service refused bears
 * that service's code.
 */
export type AuthErrorCode =
  | ServiceErrorCode
  | 'credentials-unavailable'
  | 'excessive-reauthentication'
  | 'reauthentication-deadlock'
  | 'identity-changed'
  | 'identity-unknown'
  | 'not-signed'
  | 'signature-refused'
  | 'foreign-authorization'
  | 'already-signed'
  | 'insecure-origin'
  | 'unknown-endpoint'
  | 'malformed-url'
  | 'malformed-header'
  | 'unsupported-body'
  | 'unsigned-payload-refused'
  | 'redirect-refused'
  | 'network'
  | 'unexpected-answer'
  | 'sign-in-cancelled'
  | 'sign-in-timeout'
  | 'not-signed-in'
  | 'invalid-state'
  | 'configuration'
  | 'foreign-answer'
  | 'provider-refused'
  | 'popup-blocked';

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
export class IdentityChangedError extends AuthError {
  constructor() {
    super(
      'identity-changed',
      'Another user signed in, or this one out, while the call waited. Make it again if still wanted.',
    );
  }
}

/** The request cannot be signed as it stands. Codes: all that are not named by another class. */
export class UnsignableRequestError extends AuthError {}

/** The server redirects where a signature must not go, or where the platform hides it. Codes: `redirect-refused`. */
export class RedirectError extends AuthError {}

/**
 * Gives each class its name as its instances' `name`. Not taken from the class: a minifier renames classes, and `name`
 * is what people read in a log.
 *
 * @param types The classes by their names.
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
  UnsignableRequestError,
  RedirectError,
});

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
