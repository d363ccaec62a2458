/** Half of a surrogate pair, as of a page title that was cut, has no form in UTF-8. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

/**
 * The URI that authenticator apps read from a QR code (github.com/google/google-authenticator/wiki/Key-Uri-Format).
 *
 * @param secret In base32.
 * @param account What the app shows of the user.
 * @param issuer Whose account it is, as the app shows it. Default: none.
 */
export const totpUri = (secret: string, account: string, issuer?: string): string => {
  const by = issuer ? encoded(issuer) : '';
  return `otpauth://totp/${by && `${by}:`}${encoded(account)}?secret=${secret}${by && `&issuer=${by}`}`;
};
