import { AuthError, type AuthErrorOptions, nameErrors } from '../core/errors.js';

/**
 * A sign-in at a provider's page that did not come to its end; the session is as it was. Codes: `foreign-answer` (of another
 * sign-in, provider or page, used already, later than an hour or than a sign-out), `provider-refused` (with the provider's `error`),
 * `outcome-unknown` (the code is refused after an answer to its exchange was lost; `cause` is the refusal), `popup-blocked`. What the provider says is in the message: at most 300 characters, without control characters and secrets.
 */
export class HostedUiError extends AuthError {
  /**
   * The provider's own code (RFC 6749, sections 4.1.2.1 and 5.2), such as `access_denied` or `invalid_grant`; nothing where what it
   * sent has not the form of one, or is longer than 64 characters.
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

/** What a failure means after an answer to the exchange of the same code was lost: the provider may have taken the code then. */
export const afterLostExchange = (error: unknown): unknown =>
  error instanceof HostedUiError && error.error === 'invalid_grant'
    ? new HostedUiError('outcome-unknown', 'The connection was interrupted during the sign-in. Sign in again.', {
        error: error.error,
        cause: error,
        advice: 'The provider may have taken the code when the answer was lost, and takes it once. Call signIn again.',
      })
    : error;

nameErrors({ HostedUiError });
