import { untilAborted } from '../../../core/abortable.js';
import { CredentialsError } from '../../../core/errors.js';
import { requireSamePerson } from '../../../core/identity.js';
import type { AwsCredentialIdentity } from '../../../sigv4/credentials.js';
import { isOutage, notSignedIn, type SessionContext, type WaitOptions } from '../context.js';
import { CognitoError, InvalidStateError } from '../../errors.js';
import type { IdentityCredentials, IdentityPool, Logins } from '../../identity-pool/identity-pool.js';
import { DEVELOPER } from '../../identity-pool/federation.js';
import type { FederatedLogin, Login, SessionRecord, UserPoolLogin } from '../record/record.js';
import { isText } from '../record/record-shape.js';
import { anotherPerson, isSamePerson, isSameSubject } from './renewed-person.js';
import { createRenewer } from '../tokens/renewer.js';
import type { TokenSource } from '../tokens/token-source.js';

/** AWS credentials of a session, which say whose they are. */
export interface SessionCredentials extends AwsCredentialIdentity {
  readonly identityId: string;
  /** The user; `null` for a guest. */
  readonly principal: string | null;
}

/**
 * A provider's new token; with the identity where one's own backend names it (developer-authenticated identities), and
 * with the provider's new refresh token, where that has changed.
 */
export type RenewedProviderToken =
  | string
  | { readonly token: string; readonly identityId?: string; readonly providerRefreshToken?: string }
  | undefined;

/**
 * Gets a new token of a federated provider; resolves to nothing where the user must sign in again. The token must be of the account
 * that signed in: the same `iss` and `sub`, or where a token has none, one that the identity pool gives the same identity id; a
 * developer's `identityId` is the one that signed in. Another account's token is not used, and the user must sign in again.
 * `providerRefreshToken` is what `federatedSignIn` was given, or what this function returned last; it is stored with the session and removed with it.
 *
 * What it throws for want of a network (the error of `fetch`, of axios, a 5xx) rejects the call, and the user stays signed in;
 * anything else it throws means that the user must sign in again.
 */
export type RenewProviderToken = (
  provider: string,
  providerRefreshToken: string | undefined,
) => RenewedProviderToken | Promise<RenewedProviderToken>;

/** Whether what is kept will do. */
export interface RefreshOptions {
  /** Get new ones even if those that are kept look good. Default: false. */
  readonly forceRefresh?: boolean;
}

/** Where AWS credentials come from. */
export interface SessionCredentialsSource {
  /** The user's, or the guest's where nobody is signed in. Waits for a new sign-in where one is needed. */
  current(request?: RefreshOptions & WaitOptions): Promise<SessionCredentials>;
  /** The guest's, whoever is signed in. */
  guest(request?: RefreshOptions): Promise<SessionCredentials>;
  /** Proves a federated login before it is anybody's, by getting credentials with it. */
  establish(login: Omit<FederatedLogin, 'principal'>): Promise<FederatedLogin>;
  /** Forgets the credentials of every login but one. */
  forgetUsers(but?: string): void;
  /** Forgets the guest's credentials. */
  forgetGuest(): void;
}

/** What a {@link SessionCredentialsSource} needs. */
export interface CredentialsSourceOptions {
  readonly context: SessionContext;
  readonly identityPool: IdentityPool;
  readonly tokens: TokenSource;
  /** The user pool's key under `Logins`. */
  readonly userPoolKey: string;
  /** Whether guests are allowed. */
  readonly guests: boolean;
  readonly renewProviderToken: RenewProviderToken | undefined;
}

/** Never the id of a login. */
const GUEST = '';

const isCode = (error: unknown, pattern: RegExp): boolean => error instanceof CognitoError && pattern.test(error.code);

/** The login is not taken, or the identity that was kept is gone. */
const REFUSED = /^(NotAuthorized|ResourceNotFound)Exception$/;

/** The identity pool takes no guests; only its message tells. */
const isGuestRefused = (error: unknown): boolean =>
  isCode(error, REFUSED) && /unauthenticated access/i.test((error as CognitoError).message);

/** There are no guests here, so that it takes a user. */
const needsUser = (error: unknown): boolean =>
  isGuestRefused(error) || (error instanceof InvalidStateError && error.code === 'not-signed-in');

/** Makes the {@link SessionCredentialsSource} of a session. */
export const createCredentialsSource = (options: CredentialsSourceOptions): SessionCredentialsSource => {
  const { context, identityPool, tokens, userPoolKey, guests, renewProviderToken } = options;
  const { store, identity, ready, tabs, now, connectivity, reauthentication, online } = context;
  const { untilSignedIn, untilVisitorSignsIn } = context;
  const renew = createRenewer<IdentityCredentials>(now, connectivity.isOnline);
  const kept = new Map<string, IdentityCredentials>();

  const present = ({ credentials, identityId }: IdentityCredentials, principal: string | null): SessionCredentials => ({
    ...credentials,
    identityId,
    principal,
  });

  const askAsGuest = async (known: string | undefined): Promise<IdentityCredentials> => {
    try {
      return await identityPool.getCredentials(known ?? (await identityPool.getId({})), {});
    } catch (error) {
      // The identity that was kept is gone: a guest gets a new one.
      if (known && isCode(error, REFUSED) && !isGuestRefused(error)) return askAsGuest(undefined);
      if (isGuestRefused(error))
        await store.update((record) => (record.guestsRefused ? record : { ...record, guestsRefused: now() }));
      throw error;
    }
  };

  const getGuest = async (): Promise<IdentityCredentials> => {
    await online();
    const known = store.record.guestIdentityId;
    const got = await askAsGuest(known);
    const { identityId } = got;
    let isOurs = true;
    await store.update((record) => {
      // A user may have taken the identity over meanwhile, or another tab have got one.
      isOurs = record.guestIdentityId === known;
      const { guestsRefused, ...rest } = record;
      return isOurs && (identityId !== known || guestsRefused) ? { ...rest, guestIdentityId: identityId } : record;
    });
    if (!isOurs) return getGuest();
    kept.set(GUEST, got);
    return got;
  };

  const guest: SessionCredentialsSource['guest'] = async ({ forceRefresh = false } = {}) => {
    await ready();
    if (!guests) throw notSignedIn('Nobody is signed in, and the configuration allows no guests.');
    const got = await renew({ key: GUEST, kept: kept.get(GUEST), force: forceRefresh, fetch: getGuest });
    return present(got!, null);
  };

  const loginsOf = (login: Login): Logins =>
    login.kind === 'userPool' ? { [userPoolKey]: login.idToken } : { [login.provider]: login.token };

  /**
   * Credentials for a login. Its first ones are asked for with the guest's identity, if there is one, so that Cognito
   * makes it the user's: what the guest stored stays theirs.
   *
   * @param anew Ask for the identity, too: the one that is kept may be gone.
   */
  const exchange = async (
    login: Login | Omit<FederatedLogin, 'principal'>,
    anew: boolean,
  ): Promise<IdentityCredentials> => {
    const logins = loginsOf(login as Login);
    const guestId = login.identityId ? undefined : store.record.guestIdentityId;
    const id = (anew ? undefined : (login.identityId ?? guestId)) ?? (await identityPool.getId(logins));
    const got = await identityPool.getCredentials(id, logins, login.customRoleArn);
    if (guestId) kept.delete(GUEST);
    return got;
  };

  const loadForUser = async (login: UserPoolLogin): Promise<IdentityCredentials | undefined> => {
    const fresh = await tokens.usable(login, {});
    try {
      return fresh && (await exchange(fresh, false));
    } catch (error) {
      if (!isCode(error, REFUSED)) throw error;
      // By the server's clock the token may have expired, or the identity is gone. If neither, it is a matter of the
      // pool's settings, and no reason to sign anybody out.
      const renewed = await tokens.usable(login, { forceRefresh: true });
      return renewed && exchange(renewed, true);
    }
  };

  /** Changes a login, unless it has been replaced. */
  const change = (id: string, next: (record: SessionRecord) => SessionRecord): Promise<SessionRecord> =>
    store.update((record) => (record.login?.id === id ? next(record) : record));

  /** What was found out about a federated login's token counts as long as that is the token. */
  const changeToken = (login: FederatedLogin, next: Partial<FederatedLogin>): Promise<SessionRecord> =>
    change(login.id, (record) => {
      const there = record.login as FederatedLogin;
      return there.token === login.token ? { ...record, login: { ...there, invalid: undefined, ...next } } : record;
    });

  const askForToken = async ({ provider, providerRefreshToken }: FederatedLogin): Promise<RenewedProviderToken> => {
    try {
      return await renewProviderToken?.(provider, providerRefreshToken);
    } catch (error) {
      if (!connectivity.isOnline() || isOutage(error)) throw error;
      return undefined;
    }
  };

  /**
   * The login with a new token, if there is one. In one tab at a time: some providers take what renews a token once only.
   *
   * @returns An error where the token is another person's, which is not used.
   */
  const renewToken = (login: FederatedLogin): Promise<FederatedLogin | CredentialsError | undefined> =>
    tabs.exclusively('refresh', async () => {
      const { login: current } = await store.reload();
      if (current?.id !== login.id || current.kind !== 'federated') return undefined;
      // Another tab was faster.
      if (current.token !== login.token) return current;
      const answer = await askForToken(current);
      if (!answer) return undefined;
      const renewed = typeof answer === 'string' ? { token: answer } : answer;
      const { token, providerRefreshToken = current.providerRefreshToken } = renewed;
      if (!isText(token)) return undefined;
      try {
        const getId = (): Promise<string> => identityPool.getId({ [current.provider]: token });
        if (!(await isSamePerson(current, renewed, getId))) return anotherPerson();
      } catch (error) {
        // Whose the token is could not be asked. Some providers take each refresh token once only, so the next one is kept.
        await changeToken(current, { providerRefreshToken });
        throw error;
      }
      const { login: there } = await changeToken(current, { token, providerRefreshToken });
      return there?.id === login.id ? (there as FederatedLogin) : undefined;
    });

  const loadFederated = async (login: FederatedLogin): Promise<IdentityCredentials | undefined> => {
    let dead = login;
    let refusal: unknown;
    try {
      return await exchange(login, false);
    } catch (error) {
      if (!isCode(error, REFUSED)) throw error;
      refusal = error;
    }
    try {
      const renewed = await renewToken(login);
      if (renewed instanceof CredentialsError) refusal = renewed;
      else if (renewed) {
        dead = renewed;
        // The same person may have another identity by now; a developer's is the backend's to name.
        const anew = login.provider !== DEVELOPER && isSameSubject(login.token, renewed.token) === true;
        return await exchange(renewed, anew);
      }
    } catch (error) {
      if (!isCode(error, REFUSED)) throw error;
      refusal = error;
    }
    const { login: there } = await store.reload();
    // Another machine may have got a new token in spite of the lock.
    if ((there as FederatedLogin | undefined)?.token !== dead.token) return undefined;
    if (await reauthentication.replace(login, refusal)) return undefined;
    await changeToken(dead, { invalid: true });
    return undefined;
  };

  /** `undefined`: the login is dead or was replaced; the record says which. */
  const load = async (login: Login): Promise<IdentityCredentials | undefined> => {
    const { id } = login;
    await online();
    const got = await (login.kind === 'userPool' ? loadForUser(login) : loadFederated(login));
    if (!got) return undefined;
    const { identityId } = got;
    if (identityId !== login.identityId) {
      await change(id, ({ guestIdentityId, ...record }) => ({
        ...record,
        // Taken over by the first credentials of a login; one that came later stays.
        guestIdentityId: login.identityId ? guestIdentityId : undefined,
        login: { ...record.login, identityId } as Login,
      }));
    }
    if (store.record.login?.id === id) kept.set(id, got);
    return got;
  };

  return {
    guest,
    current: async (request = {}) => {
      const epoch = identity.present();
      await ready();
      let { forceRefresh = false } = request;
      for (;;) {
        const { login } = store.record;
        requireSamePerson(epoch);
        if (!login) {
          try {
            return await guest({ forceRefresh });
          } catch (error) {
            if (!needsUser(error)) throw error;
            await untilVisitorSignsIn(request, error);
            forceRefresh = false;
            continue;
          }
        }
        reauthentication.requireOutside(login);
        if (login.invalid) {
          await untilSignedIn(request);
          forceRefresh = false;
          continue;
        }
        const renewed = renew({
          key: login.id,
          kept: kept.get(login.id),
          force: forceRefresh,
          fetch: () => load(login),
        });
        const got = await untilAborted(renewed, request.signal);
        // Who has signed in since has new credentials.
        forceRefresh = false;
        if (got && store.record.login?.id === login.id) return present(got, login.principal);
      }
    },
    establish: async (login) => {
      await online();
      let got: IdentityCredentials;
      try {
        got = await exchange(login, false);
      } catch (error) {
        if (login.identityId || !store.record.guestIdentityId || !isCode(error, REFUSED)) throw error;
        got = await exchange(login, true);
      }
      kept.set(login.id, got);
      return { ...login, identityId: got.identityId, principal: got.identityId };
    },
    forgetUsers: (but) => {
      for (const key of kept.keys()) if (key !== GUEST && key !== but) kept.delete(key);
    },
    forgetGuest: () => void kept.delete(GUEST),
  };
};
