import { isAuthError } from '../../core/errors.js';
import type { ServiceClient } from '../service/client.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import { retryInBackground } from '../service/retry-in-background.js';
import { isOutage } from '../service/outage.js';
import { unreachable } from '../errors.js';
import type { UserPoolLogin } from './record/record.js';
import type { SignOutResult, UnconfirmedRevocation } from './sign-out-result.js';
import { isTokenRejected, type RefreshTokens } from './tokens/refresh-tokens.js';

/** What {@link createRevokeLogin} needs. */
interface RevokeLoginOptions {
  readonly client: ServiceClient;
  readonly userPool: UserPoolSettings;
  readonly refreshTokens: RefreshTokens;
  /** The time by the server's clock, in milliseconds. */
  readonly now: () => number;
}

/** Revokes a login at the server. */
export type RevokeLogin = (
  login: UserPoolLogin,
  scope: { readonly global: boolean; readonly revoke: boolean },
) => Promise<SignOutResult>;

/**
 * How long a sign-out waits for the server, in milliseconds. The response that removes a user's cookies waits that
 * long, too.
 */
const TIMEOUT = 10_000;

/**
 * Creates the {@link RevokeLogin} of a session. It needs only the login, which is no longer stored. Requests that fail
 * for want of a network are retried from memory until the page closes.
 */
export const createRevokeLogin = ({ client, userPool, refreshTokens, now }: RevokeLoginOptions): RevokeLogin => {
  const { clientId, clientSecret } = userPool;

  return async (login, { global, revoke }) => {
    let { accessToken, refreshToken, expiresAt } = login;

    const signOutEverywhere = async (): Promise<void> => {
      if (now() >= expiresAt) {
        const tokens = await refreshTokens({ ...login, refreshToken });
        accessToken = tokens.AccessToken;
        refreshToken = tokens.RefreshToken ?? refreshToken;
        expiresAt = now() + tokens.ExpiresIn * 1000;
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
    const request = async (operation: UnconfirmedRevocation['operation'], work: () => Promise<void>): Promise<void> => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const timeout = new Promise<never>((_, reject) => {
        const advice = `${operation} got no response within ${TIMEOUT / 1000} s.`;
        timer = setTimeout(() => reject(unreachable({ operation, advice })), TIMEOUT);
      });
      const pendingRequest = work();
      try {
        await Promise.race([pendingRequest, timeout]);
      } catch (error) {
        // A rejected token needs no revocation. A rejected GlobalSignOut matters: other devices have tokens of their
        // own.
        if (operation === 'RevokeToken' && isTokenRejected(error)) return;
        if (!isAuthError(error)) throw error;
        const retrying = isOutage(error);
        unconfirmed.push({ operation, error, retrying });
        // The request in flight may still succeed.
        if (retrying) retryInBackground(() => pendingRequest.catch(work));
      } finally {
        clearTimeout(timer);
      }
    };
    if (global) await request('GlobalSignOut', signOutEverywhere);
    if (revoke && refreshToken) await request('RevokeToken', revokeToken);
    return { unconfirmed };
  };
};
