import { AuthError, nameErrors } from '../core/errors.js';

/**
 * A sign-in at a provider's page that did not come to its end; the session is as it was. Codes: `foreign-answer` (of another
 * sign-in, provider or page, used already, later than an hour or than a sign-out), `provider-refused` (with the provider's `error`),
 * `popup-blocked`. What the provider says is in the message: at most 300 characters, without control characters and secrets.
 */
export class HostedUiError extends AuthError {
  /**
   * The provider's own code (RFC 6749, sections 4.1.2.1 and 5.2), such as `access_denied` or `invalid_grant`; nothing where what it
   * sent has not the form of one, or is longer than 64 characters.
   */
  readonly error: string | undefined;

  constructor(
    code: 'foreign-answer' | 'provider-refused' | 'popup-blocked',
    message: string,
    details: { readonly error?: string | undefined; readonly advice?: string } = {},
  ) {
    super(code, message, details);
    this.error = details.error;
  }
}

nameErrors({ HostedUiError });
