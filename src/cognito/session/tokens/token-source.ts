import { untilAborted } from '../../../core/abortable.js';
import { requireSamePerson } from '../../../core/identity.js';
import type { SessionContext } from '../context.js';
import { notSignedIn } from '../not-signed-in.js';
import type { WaitOptions } from '../waiting/until-signed-in.js';
import type { Login, UserPoolLogin } from '../record/record.js';
import { createRenewer } from './renewer.js';
import { isDead, readTokens, type RefreshTokens } from './refresh-tokens.js';

/** The user pool's tokens. */
export interface SessionTokens {
  readonly idToken: string;
  readonly accessToken: string;
  /** By the server's clock, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Options of `session.getTokens`. */
export interface GetTokensOptions extends WaitOptions {
  /** Renew them even if they look good. Default: false. */
  readonly forceRefresh?: boolean;
  /** Reaches the pool's Lambda triggers if a renewal takes place. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

/** Where tokens come from. */
export interface TokenSource {
  /** Tokens that are good, waiting for a new sign-in where one is needed. */
  get(options?: GetTokensOptions): Promise<SessionTokens>;
  /** A login with good tokens; `undefined` where they are dead, or somebody signed in or out meanwhile. Never waits for a sign-in. */
  usable(
    login: UserPoolLogin,
    options: Pick<GetTokensOptions, 'forceRefresh' | 'clientMetadata'>,
  ): Promise<UserPoolLogin | undefined>;
}

const hasTokenOf = (login: Login | undefined, { id, refreshToken }: UserPoolLogin): boolean =>
  login?.kind === 'userPool' && login.id === id && login.refreshToken === refreshToken;

/** Makes the {@link TokenSource} of a session. */
export const createTokenSource = (context: SessionContext, refreshTokens: RefreshTokens): TokenSource => {
  const { store, identity, ready, tabs, now, connectivity, reauthentication, online, untilSignedIn } = context;
  const renew = createRenewer<UserPoolLogin>(now, connectivity.isOnline);

  /** The user pool login in the record, if it is still this one. */
  const stillThere = (login: UserPoolLogin): UserPoolLogin | undefined => {
    const current = store.record.login;
    return current?.kind === 'userPool' && current.id === login.id && !current.invalid ? current : undefined;
  };

  /** What was found out about a login's tokens counts as long as those are the tokens. */
  const change = async (login: UserPoolLogin, next: Partial<UserPoolLogin>): Promise<void> => {
    await store.update((record) => {
      const { login: there } = record;
      // New tokens prove that a tab which took the login for dead was only late.
      const isStill = there?.id === login.id && (there.invalid ? !next.invalid : hasTokenOf(there, login));
      return isStill ? { ...record, login: { ...(there as UserPoolLogin), invalid: undefined, ...next } } : record;
    });
  };

  /** In one tab at a time. @returns Why the login is dead, if it is. */
  const refreshInTurn = (
    login: UserPoolLogin,
    clientMetadata: GetTokensOptions['clientMetadata'],
  ): Promise<{ readonly cause: unknown; readonly dead: UserPoolLogin } | undefined> =>
    tabs.exclusively('refresh', async () => {
      await store.reload();
      const current = stillThere(login);
      // Another tab was faster, or somebody signed in or out.
      if (current?.accessToken !== login.accessToken) return undefined;
      await online();
      try {
        // Not aborted with its callers: a rotated refresh token would be lost with the answer.
        const result = await refreshTokens(current, { clientMetadata });
        await change(current, readTokens(result, now(), current));
        return undefined;
      } catch (error) {
        if (!isDead(error)) throw error;
        const { login: there } = await store.reload();
        // Another machine may have rotated the token in spite of the lock; then its tokens are good.
        return hasTokenOf(there, current) ? { cause: error, dead: current } : undefined;
      }
    });

  const refresh = async (
    login: UserPoolLogin,
    clientMetadata: GetTokensOptions['clientMetadata'],
  ): Promise<UserPoolLogin | undefined> => {
    const end = await refreshInTurn(login, clientMetadata);
    if (end && !(await reauthentication.replace(login, end.cause)))
      await change(end.dead, { invalid: true, refreshToken: undefined });
    return stillThere(login);
  };

  const usable: TokenSource['usable'] = (login, { forceRefresh = false, clientMetadata }) =>
    renew({ key: login.id, kept: login, force: forceRefresh, fetch: () => refresh(login, clientMetadata) });

  return {
    usable,
    get: async (options = {}) => {
      const epoch = identity.present();
      await ready();
      let { forceRefresh = false } = options;
      for (;;) {
        const { login } = store.record;
        requireSamePerson(epoch);
        if (login?.kind !== 'userPool') {
          throw notSignedIn(login ? `${login.provider} signed the user in, not a user pool.` : 'Nobody is signed in.');
        }
        reauthentication.requireOutside(login);
        if (login.invalid) {
          await untilSignedIn(options);
          forceRefresh = false;
          continue;
        }
        const renewed = await untilAborted(usable(login, { ...options, forceRefresh }), options.signal);
        if (renewed) {
          const { idToken, accessToken, expiresAt } = renewed;
          return { idToken, accessToken, expiresAt };
        }
      }
    },
  };
};
