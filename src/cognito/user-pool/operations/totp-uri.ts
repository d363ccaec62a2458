/** Encodes a string. Replaces lone surrogates, as in a truncated page title, because UTF-8 cannot encode them. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

/**
 * Returns the URI that authenticator apps read from a QR code
 * (github.com/google/google-authenticator/wiki/Key-Uri-Format).
 *
 * @param secret The secret in base32.
 * @param account The account name shown in the authenticator app.
 * @param issuer The name of the app or company, shown in the authenticator app. Default: none.
 */
export const totpUri = (secret: string, account: string, issuer?: string): string => {
  const by = issuer ? encoded(issuer) : '';
  return `otpauth://totp/${by && `${by}:`}${encoded(account)}?secret=${secret}${by && `&issuer=${by}`}`;
};
