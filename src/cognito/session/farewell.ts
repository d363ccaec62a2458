import { withRetry } from '../../core/retry.js';
import { type AuthError, isAuthError } from '../../core/errors.js';
import type { ServiceClient } from '../service/client.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import { isOutage } from './context.js';
import { unreachable } from '../errors.js';
import type { UserPoolLogin } from './record/record.js';
import { isDead, type RefreshTokens } from './tokens/refresh-tokens.js';

/** What a server was asked at a sign-out and has not confirmed. */
export interface UnconfirmedRevocation {
  readonly operation: 'GlobalSignOut' | 'RevokeToken';
  /** Why not. */
  readonly error: AuthError;
  /** Whether it is asked again, as long as the page lives: true where it could not be reached. */
  readonly retrying: boolean;
}

/** What a sign-out came to. The user is signed out here in any case. */
export interface SignOutResult {
  /** What was asked of the server and is not confirmed; empty where all of it is. */
  readonly unconfirmed: readonly UnconfirmedRevocation[];
}

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

/** The pauses between the tries of what could not be told, in milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/** Goes on in the background until the server has heard it, as long as the page lives. */
export const keepTelling = (work: () => Promise<void>): void => {
  withRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: FIRST_PAUSE,
    maxTimeout: LONGEST_PAUSE,
    shouldRetry: ({ error }) => isOutage(error),
    unref: true,
  }).catch(() => {});
};

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
