import { AuthError, type AuthErrorOptions, nameErrors } from '../core/errors.js';

/**
 * A sign-in on a provider's page that failed. The session does not change. Codes: `foreign-answer` (the response belongs
 * to another sign-in, provider or page, was already used, or arrived after an hour or a sign-out), `provider-refused`
 * (with the provider's `error`), `outcome-unknown` (the provider refused the code after the response to an earlier
 * exchange was lost; `cause` is the refusal), `popup-blocked`. The message quotes what the provider says: at most 300
 * characters, without control characters and secrets.
 */
export class HostedUiError extends AuthError {
  /**
   * The provider's own code (RFC 6749, sections 4.1.2.1 and 5.2), such as `access_denied` or `invalid_grant`. Undefined
   * if it is malformed, or longer than 64 characters.
   */
  readonly error: string | undefined;

  constructor(
    code: 'foreign-answer' | 'provider-refused' | 'outcome-unknown' | 'popup-blocked',
    message: string,
    details: AuthErrorOptions & { readonly error?: string | undefined } = {},
  ) {
    super(code, message, details);
    this.error = details.error;
  }
}

/**
 * What a failure means after the response to an earlier exchange of
 * the code was lost: that exchange may have used up the code.
 */
export const afterLostExchange = (error: unknown): unknown =>
  error instanceof HostedUiError && error.error === 'invalid_grant'
    ? new HostedUiError('outcome-unknown', 'The connection was interrupted during the sign-in. Sign in again.', {
        error: error.error,
        cause: error,
        advice: 'The exchange whose response was lost may have used up the code. Call signIn again.',
      })
    : error;

nameErrors({ HostedUiError });
