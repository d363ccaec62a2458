/** A service's own code, such as Cognito's `NotAuthorizedException`: these begin with a capital, ours never do. */
export type ServiceErrorCode = Capitalize<string>;

/** `text` as a service's error code; `undefined` where it has not the form of one, or is too long. */
export const serviceErrorCode = (text: string | undefined): ServiceErrorCode | undefined =>
  text && /^[A-Z][\w.]{0,63}$/.test(text) ? (text as ServiceErrorCode) : undefined;

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

/** What an {@link AuthError} has besides its code and message. */
export interface AuthErrorOptions extends ErrorOptions {
  readonly advice?: string | undefined;
}

/**
 * The base of every error this package throws for a call. (A wrong option is a `TypeError` where it is given.)
 *
 * `message` says what happened and what to do next. Where users may be shown an error, of a sign-in, it is fit for them. `cause` is
 * the error underneath, if any. None of them holds a secret.
 */
export class AuthError extends Error {
  /** What went wrong, for programs. */
  readonly code: AuthErrorCode;
  /** What the developer can do about it, which is not for users to read: a function to call, an option to set. */
  declare readonly advice?: string;

  constructor(code: AuthErrorCode, message: string, options?: AuthErrorOptions) {
    super(message, options);
    this.code = code;
    if (options?.advice) this.advice = options.advice;
  }
}

/** The credentials provider failed, or gave something that is not credentials. Codes: `credentials-unavailable`. */
export class CredentialsError extends AuthError {}

/**
 * Credentials could not be renewed after a rejection: too often in a short time, or from within itself.
 * Codes: `excessive-reauthentication`, `reauthentication-deadlock`.
 */
export class ReauthenticationError extends AuthError {}

/** What a call gets that is made by the very work that it would wait for. */
export const waitsForItself = (): ReauthenticationError =>
  new ReauthenticationError(
    'reauthentication-deadlock',
    'A signed call made while credentials are fetched would wait for itself. Use another Authenticator.',
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
 * The credentials provider reported a change while the request was waiting, and did not say whose credentials it gives, so the
 * request was not sent. Codes: `identity-unknown`.
 */
export class IdentityUnknownError extends AuthError {
  constructor() {
    super('identity-unknown', IDENTITY_UNKNOWN);
  }
}

/** Also the message of the event of that name. */
export const IDENTITY_UNKNOWN =
  'The credentials provider reported a change of user, but not whose credentials it gives, so waiting requests were not sent. ' +
  'Add principal() to the provider, or principal to its credentials (null for a guest, with identityId).';

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
  IdentityUnknownError,
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
