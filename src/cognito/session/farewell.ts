import { isAuthError } from '../../core/errors.js';
import type { ServiceClient } from '../service/client.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import { keepTelling } from '../service/keep-telling.js';
import { isOutage } from '../service/outage.js';
import { unreachable } from '../errors.js';
import type { UserPoolLogin } from './record/record.js';
import type { SignOutResult, UnconfirmedRevocation } from './sign-out-result.js';
import { isDead, type RefreshTokens } from './tokens/refresh-tokens.js';

/** What telling the server takes. */
interface FarewellOptions {
  readonly client: ServiceClient;
  readonly userPool: UserPoolSettings;
  readonly refreshTokens: RefreshTokens;
  /** The time by the server's clock, in milliseconds. */
  readonly now: () => number;
}

/** Tells the server that a login is over. */
export type Farewell = (
  login: UserPoolLogin,
  what: { readonly global: boolean; readonly revoke: boolean },
) => Promise<SignOutResult>;

/** How long a sign-out waits for the server, in milliseconds: the answer that removes a user's cookies waits as long. */
const PATIENCE = 10_000;

/**
 * Makes the {@link Farewell} of a session. It works with the login alone, which is no longer stored: what the server could not
 * be told is tried again from memory, and forgotten with the page.
 */
export const createFarewell = ({ client, userPool, refreshTokens, now }: FarewellOptions): Farewell => {
  const { clientId, clientSecret } = userPool;

  return async (login, { global, revoke }) => {
    let { accessToken, refreshToken, expiresAt } = login;

    const signOutEverywhere = async (): Promise<void> => {
      if (now() >= expiresAt) {
        const fresh = await refreshTokens({ ...login, refreshToken });
        accessToken = fresh.AccessToken;
        refreshToken = fresh.RefreshToken ?? refreshToken;
        expiresAt = now() + fresh.ExpiresIn * 1000;
      }
      await client.call('GlobalSignOut', { AccessToken: accessToken });
    };
    const revokeToken = async (): Promise<void> => {
      await client.call('RevokeToken', {
        Token: refreshToken,
        ClientId: clientId,
        ...(clientSecret && { ClientSecret: clientSecret }),
      });
    };

    const unconfirmed: UnconfirmedRevocation[] = [];
    const tell = async (operation: UnconfirmedRevocation['operation'], work: () => Promise<void>): Promise<void> => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        const advice = `${operation} was not answered within ${PATIENCE / 1000} s.`;
        timer = setTimeout(() => reject(unreachable({ operation, advice })), PATIENCE);
      });
      const asking = work();
      try {
        await Promise.race([asking, late]);
      } catch (error) {
        // A token that the server takes no more needs no revoking; other devices have tokens of their own.
        if (operation === 'RevokeToken' && isDead(error)) return;
        if (!isAuthError(error)) throw error;
        const retrying = isOutage(error);
        unconfirmed.push({ operation, error, retrying });
        // What is still under way may yet be heard.
        if (retrying) keepTelling(() => asking.catch(work));
      } finally {
        clearTimeout(timer);
      }
    };
    if (global) await tell('GlobalSignOut', signOutEverywhere);
    if (revoke && refreshToken) await tell('RevokeToken', revokeToken);
    return { unconfirmed };
  };
};
