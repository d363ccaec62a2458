import { CredentialsError } from '../../../core/errors.js';
import { claimsOf } from '../../../token/jwt.js';
import { DEVELOPER } from '../../identity-pool/federation.js';
import type { FederatedLogin } from '../record/record.js';

/** A provider's new token, as the app has given it. */
interface Renewed {
  readonly token: string;
  /** Of a developer-authenticated identity, where the app names it. */
  readonly identityId?: string | undefined;
}

/** Google writes its issuer with and without the scheme. */
const issuerOf = (iss: unknown): string => String(iss).replace(/^https:\/\//, '');

/**
 * Whether two tokens are of the same person: of one issuer, and with one `sub` (OpenID Connect Core 1.0, section 12.2).
 *
 * @returns `undefined` where they are not both tokens that say so.
 */
export const isSameSubject = (before: string, after: string): boolean | undefined => {
  const [old, renewed] = [claimsOf(before), claimsOf(after)];
  if (typeof old.sub !== 'string' || typeof renewed.sub !== 'string') return undefined;
  return old.sub === renewed.sub && issuerOf(old.iss) === issuerOf(renewed.iss);
};

/** A token was renewed for another account than the one that signed in. */
export const anotherPerson = (): CredentialsError =>
  new CredentialsError('credentials-unavailable', 'The renewed token belongs to another account. Sign in again.', {
    advice: 'renewProviderToken must give a token of the account that signed in. It was not used.',
  });

/**
 * Whether a renewed token is of the person whose login it is to renew: by the tokens, where they tell; else by the identity.
 *
 * @param getId Asks for the identity of the new token. What it throws is thrown.
 */
export const isSamePerson = async (
  { provider, token, identityId, principal }: FederatedLogin,
  renewed: Renewed,
  getId: () => Promise<string>,
): Promise<boolean> => {
  const own = identityId || principal;
  // A developer's identity is the backend's to name; with another one the identity pool refuses the token.
  if (provider === DEVELOPER) return (renewed.identityId ?? own) === own;
  return isSameSubject(token, renewed.token) ?? (await getId()) === own;
};
