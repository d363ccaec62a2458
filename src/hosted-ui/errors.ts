import { AuthError, nameErrors } from '../core/errors.js';

/**
 * A sign-in at a provider's page that did not come to its end; the session is as it was. Codes: `foreign-answer` (of another
 * sign-in, provider or page, or used already), `provider-refused` (with the provider's `error`), `popup-blocked`.
 */
export class HostedUiError extends AuthError {
  /** The provider's own code (RFC 6749, sections 4.1.2.1 and 5.2), such as `access_denied` or `invalid_grant`. */
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
