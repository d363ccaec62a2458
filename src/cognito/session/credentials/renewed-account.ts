import { CredentialsError } from '../../../core/errors.js';
import { claimsOf } from '../../../token/jwt.js';
import { DEVELOPER } from '../../identity-pool/developer.js';
import type { FederatedLogin } from '../record/record.js';

/** A provider's new token, as the app returned it. */
interface TokenRenewal {
  readonly token: string;
  /** The developer-authenticated identity, if the app returned one. */
  readonly identityId?: string | undefined;
}

/** Google writes its issuer with and without the scheme. */
const issuerOf = (iss: unknown): string => String(iss).replace(/^https:\/\//, '');

/**
 * Whether two tokens have the same issuer and the same `sub` (OpenID Connect Core 1.0, section 12.2).
 *
 * @returns `undefined` unless both are tokens with a `sub`.
 */
export const isSameSubject = (oldToken: string, newToken: string): boolean | undefined => {
  const [oldClaims, newClaims] = [claimsOf(oldToken), claimsOf(newToken)];
  if (typeof oldClaims.sub !== 'string' || typeof newClaims.sub !== 'string') return undefined;
  return oldClaims.sub === newClaims.sub && issuerOf(oldClaims.iss) === issuerOf(newClaims.iss);
};

/** Returns the error of a renewed token that does not belong to the account that signed in. */
export const accountMismatch = (): CredentialsError =>
  new CredentialsError('credentials-unavailable', 'The renewed token belongs to another account. Sign in again.', {
    advice: 'renewProviderToken must return a token of the account that signed in. It was discarded.',
  });

/**
 * Whether a renewed token belongs to the same account as the login: by the tokens' claims if they have them, else by
 * the identity.
 *
 * @param getId Requests the identity id of the new token. Its errors are passed on.
 */
export const isSameAccount = async (
  { provider, token, identityId, principal }: FederatedLogin,
  renewal: TokenRenewal,
  getId: () => Promise<string>,
): Promise<boolean> => {
  const expectedIdentityId = identityId || principal;
  // The backend names a developer's identity; the identity pool rejects the token for any other.
  if (provider === DEVELOPER) return (renewal.identityId ?? expectedIdentityId) === expectedIdentityId;
  return isSameSubject(token, renewal.token) ?? (await getId()) === expectedIdentityId;
};
