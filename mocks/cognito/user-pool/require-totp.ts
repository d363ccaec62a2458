import type { Pool } from './pool.js';
import { toBase32 } from './totp.js';
import type { User } from './users.js';

/**
 * Makes the code of an authenticator app a user's second factor, as AdminSetUserMFAPreference does.
 *
 * @returns The function that undoes it.
 * @throws TypeError for a pool without second factors
 */
export const requireTotp = ({ settings, random }: Pool, user: User): (() => void) => {
  if (settings.mfa === 'off') {
    throw new TypeError(`requireTotp(): the pool '${settings.id}' has no second factor. Remove its option mfa: 'off'.`);
  }
  const { totpSecret, preferredMfa } = user;
  const had = user.mfa.has('SOFTWARE_TOKEN_MFA');
  user.totpSecret ??= toBase32(random(20));
  user.mfa.add('SOFTWARE_TOKEN_MFA');
  user.preferredMfa = 'SOFTWARE_TOKEN_MFA';
  return () => {
    user.totpSecret = totpSecret;
    user.preferredMfa = preferredMfa;
    if (!had) user.mfa.delete('SOFTWARE_TOKEN_MFA');
  };
};
