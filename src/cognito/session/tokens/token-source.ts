import { untilAborted } from '../../../core/abortable.js';
import { requireSameUser } from '../../../core/identity.js';
import type { SessionContext } from '../context.js';
import { notSignedIn } from '../not-signed-in.js';
import type { WaitOptions } from '../waiting/until-signed-in.js';
import type { Login, UserPoolLogin } from '../record/record.js';
import { createRenewer } from './renewer.js';
import { isTokenRejected, readTokens, type RefreshTokens } from './refresh-tokens.js';

/** The user pool's tokens. */
export interface SessionTokens {
  readonly idToken: string;
  readonly accessToken: string;
  /** By the server's clock, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Options of `session.getTokens`. */
export interface GetTokensOptions extends WaitOptions {
  /** Renew the tokens even if they are still valid. Default: false. */
  readonly forceRefresh?: boolean;
  /** Passed to the user pool's Lambda triggers if the tokens are renewed. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** The source of a session's tokens. */
export interface TokenSource {
  /** Returns valid tokens. Waits for a new sign-in if one is needed. */
  get(options?: GetTokensOptions): Promise<SessionTokens>;
  /**
   * Returns the login with valid tokens; `undefined` if they were rejected, or if a user signed in or out in the
   * meantime. Never waits for a sign-in.
   */
  getUsableLogin(
    login: UserPoolLogin,
    options: Pick<GetTokensOptions, 'forceRefresh' | 'clientMetadata'>,
  ): Promise<UserPoolLogin | undefined>;
}

const hasTokenOf = (login: Login | undefined, { id, refreshToken }: UserPoolLogin): boolean =>
  login?.kind === 'userPool' && login.id === id && login.refreshToken === refreshToken;

/** Creates the {@link TokenSource} of a session. */
export const createTokenSource = (context: SessionContext, refreshTokens: RefreshTokens): TokenSource => {
  const { store, identity, ready, tabs, now, connectivity, reauthentication, untilOnline, untilSignedIn } = context;
  const renew = createRenewer<UserPoolLogin>(now, connectivity.isOnline);

  /** Returns the user pool login of the record, if it is still this one. */
  const findCurrentLogin = (login: UserPoolLogin): UserPoolLogin | undefined => {
    const currentLogin = store.record.login;
    return currentLogin?.kind === 'userPool' && currentLogin.id === login.id && !currentLogin.invalid
      ? currentLogin
      : undefined;
  };

  /** Changes a login in the record, unless its tokens have been replaced in the meantime. */
  const change = async (login: UserPoolLogin, next: Partial<UserPoolLogin>): Promise<void> => {
    await store.update((record) => {
      const { login: currentLogin } = record;
      // New tokens prove that a tab that marked the login as invalid was only late.
      const isUnchanged =
        currentLogin?.id === login.id && (currentLogin.invalid ? !next.invalid : hasTokenOf(currentLogin, login));
      return isUnchanged
        ? { ...record, login: { ...(currentLogin as UserPoolLogin), invalid: undefined, ...next } }
        : record;
    });
  };

  /** Renews the tokens in one tab at a time. @returns Why the login was rejected, if it was. */
  const refreshInTurn = (
    login: UserPoolLogin,
    clientMetadata: GetTokensOptions['clientMetadata'],
  ): Promise<{ readonly cause: unknown; readonly rejectedLogin: UserPoolLogin } | undefined> =>
    tabs.exclusively('refresh', async () => {
      await store.reload();
      const currentLogin = findCurrentLogin(login);
      // Another tab was faster, or the user signed in or out.
      if (currentLogin?.accessToken !== login.accessToken) return undefined;
      await untilOnline();
      try {
        // Not aborted with its callers: an aborted response would lose the rotated refresh token.
        const result = await refreshTokens(currentLogin, { clientMetadata });
        await change(currentLogin, readTokens(result, now(), currentLogin));
        return undefined;
      } catch (error) {
        if (!isTokenRejected(error)) throw error;
        const { login: storedLogin } = await store.reload();
        // Another machine may have rotated the token despite the lock. Its tokens are then valid.
        return hasTokenOf(storedLogin, currentLogin) ? { cause: error, rejectedLogin: currentLogin } : undefined;
      }
    });

  const refresh = async (
    login: UserPoolLogin,
    clientMetadata: GetTokensOptions['clientMetadata'],
  ): Promise<UserPoolLogin | undefined> => {
    const rejection = await refreshInTurn(login, clientMetadata);
    if (rejection && !(await reauthentication.replace(login, rejection.cause)))
      await change(rejection.rejectedLogin, { invalid: true, refreshToken: undefined });
    return findCurrentLogin(login);
  };

  const getUsableLogin: TokenSource['getUsableLogin'] = (login, { forceRefresh = false, clientMetadata }) =>
    renew({ key: login.id, cached: login, force: forceRefresh, fetch: () => refresh(login, clientMetadata) });

  return {
    getUsableLogin,
    get: async (options = {}) => {
      const epoch = identity.currentEpoch();
      await ready();
      let { forceRefresh = false } = options;
      for (;;) {
        const { login } = store.record;
        requireSameUser(epoch);
        if (login?.kind !== 'userPool') {
          throw notSignedIn(
            login ? `The user signed in with ${login.provider}, not the user pool.` : 'No user is signed in.',
          );
        }
        reauthentication.requireOutside(login);
        if (login.invalid) {
          await untilSignedIn(options);
          forceRefresh = false;
          continue;
        }
        const renewedLogin = await untilAborted(getUsableLogin(login, { ...options, forceRefresh }), options.signal);
        if (renewedLogin) {
          const { idToken, accessToken, expiresAt } = renewedLogin;
          return { idToken, accessToken, expiresAt };
        }
      }
    },
  };
};
