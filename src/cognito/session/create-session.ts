import { correctedNow, systemClock } from '../../core/clock.js';
import { connectivityOf, createConnectivityGate } from '../../core/connectivity.js';
import { createIdentity } from '../../core/identity.js';
import { createServiceClient, type ServiceClient } from '../service/client.js';
import { awsHost, readConfiguration, type UserPoolSettings } from '../configuration/configuration.js';
import { createReader } from '../configuration/reader.js';
import { type Setting, SPELLINGS } from '../configuration/spellings.js';
import { notSignedIn, type SessionContext, type WaitOptions } from './context.js';
import { createDeviceKeys } from '../user-pool/devices/device-keys.js';
import { createDepartures } from './waiting/departures.js';
import { ConfigurationError, InvalidStateError, SignInCancelledError, StorageError } from '../errors.js';
import { createFarewell } from './farewell.js';
import { DEVELOPER, loginKeyOf } from '../identity-pool/federation.js';
import { createIdentityPool } from '../identity-pool/identity-pool.js';
import { createListeners } from '../../core/listeners.js';
import { randomId } from '../../core/random.js';
import { joinLiveSessions } from './tabs/live-sessions.js';
import { EMPTY, type Login, type SessionRecord, stateOf } from './record/record.js';
import { createReauthentication } from './waiting/reauthentication.js';
import type { Operation } from '../service/results.js';
import { createRecordStore } from './record/record-store.js';
import {
  createCredentialsSource,
  type RefreshOptions,
  type RenewProviderToken,
} from './credentials/credentials-source.js';
import { createTokenSource } from './tokens/token-source.js';
import { type AuthenticationResult, createSignIn } from '../user-pool/sign-in/sign-in.js';
import { SESSION, type SessionInternals } from './internals.js';
import type { CognitoSession, CognitoSessionOptions, FederatedSignInOptions, SessionProvider } from './types.js';
import { optionsOf, requireMethodOptions, storageOf } from './options.js';
import { createSignInHosts } from './waiting/sign-in-host.js';
import { createSignInWait, patienceOf } from './waiting/sign-in-wait.js';
import { createSnapshots } from './record/snapshot.js';
import { isInvalid, type SessionState, type StateInfo } from './record/states.js';
import { resilient } from '../storage/storage.js';
import { createTabs } from './tabs/tabs.js';
import { createRefreshTokens, readTokens, type RefreshTokens } from './tokens/refresh-tokens.js';
import { createUserPoolOperations } from '../user-pool/create-operations.js';

const endedSignIn = (): SignInCancelledError =>
  new SignInCancelledError(
    'sign-in-cancelled',
    'A sign-out, or another sign-in, has ended this one. Begin again if it is still wanted.',
  );

/** In the place of a service that is not configured. */
const missing = (pool: 'userPool' | 'identityPool', name: string): ServiceClient => ({
  call: async (operation) => {
    const code = pool === 'userPool' ? 'user-pool-not-configured' : 'identity-pool-not-configured';
    throw new ConfigurationError(code, `${operation} needs ${name} in the configuration.`);
  },
});

const isBrowser = (): boolean => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

const NONE: UserPoolSettings = { id: '', clientId: '', region: '', endpoint: '' };

/**
 * Makes a session: the web's AWSMobileClient. It gets a user (or a guest) to AWS credentials and keeps them fresh.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ userPoolId, userPoolClientId, identityPoolId });
 * const auth = createSigV4({ credentials: session.credentials });
 * ```
 * @throws ConfigurationError that names the key which is missing or wrong
 */
export const createCognitoSession = (given: CognitoSessionOptions): CognitoSession => {
  const options = optionsOf(given);
  const settings = readConfiguration(options);
  const { userPool = NONE, identityPool } = settings;
  const { name = 'sigv4-interceptor', clock = systemClock(), connectivity = 'send', waitForSignIn, retry } = options;
  const fetch: typeof globalThis.fetch = (...call) => (options.fetch ?? globalThis.fetch)(...call);
  const now = (): number => correctedNow(clock);

  const place = storageOf(options);
  const storage = resilient(place, options.onStorageError);
  const alone = { locks: null, BroadcastChannel: null };
  const tabs = createTabs(name, options.tabs ?? (isBrowser() ? {} : alone), storage.lock);
  const devices = createDeviceKeys(storage, name, userPool.id);
  const stateListeners = createListeners<[SessionState, StateInfo]>();
  const waitListeners = createListeners<[number]>();
  const identityListeners = createListeners<[]>();
  const guestListeners = createListeners<[]>();
  const wait = createSignInWait(waitListeners.tell);
  const hosts = createSignInHosts(wait, waitListeners.add);
  const snapshots = createSnapshots(() => initialize());

  let state: SessionState = 'unknown';
  /** While listeners are told of people who have come and gone unseen. */
  let isBetween = false;
  const settle = (before: SessionRecord, after: SessionRecord): void => {
    const { login } = after;
    const another = before.login?.id !== login?.id;
    if (another || login?.invalid) credentials.forgetUsers(login?.invalid ? undefined : login?.id);
    const steps = (after.generation ?? 0) - (before.generation ?? 0);
    // A guest's identity that went over to a user is that user's: nothing may be signed as a guest with it any more. One that was
    // gone, and replaced, is still the same guest's.
    const anotherGuest =
      before.guestIdentityId !== undefined &&
      before.guestIdentityId !== after.guestIdentityId &&
      (after.guestIdentityId === undefined || steps !== 0);
    if (anotherGuest) credentials.forgetGuest();
    const anotherPerson = before.login?.principal !== login?.principal || (!login && anotherGuest);
    if (state !== 'unknown' && anotherPerson) {
      // Other tabs may have done more than one thing: who was here in between is not known.
      isBetween = steps > 1;
      if (isBetween) identityListeners.tell();
      isBetween = false;
      identityListeners.tell();
    }
    if (anotherGuest) guestListeners.tell();
    const previous = state;
    state = stateOf(after, settings.guest);
    snapshots.take(session);
    if (another || state !== previous) {
      stateListeners.tell(state, { previous, username: session.username, identityId: session.identityId });
    }
    if (login && !login.invalid) wait.end();
    else if (before.login && !login) wait.release();
  };

  const fingerprint = [userPool.id, userPool.clientId, identityPool?.id].join();
  const live = joinLiveSessions(place, isBrowser(), `${name}.session`, fingerprint);
  const store = createRecordStore({
    storage,
    tabs,
    clock,
    key: `${name}.session`,
    fingerprint,
    isLive: live.has,
    onChange: settle,
  });
  /** Nothing is known before the record was read. */
  const principal = (): string | null | undefined =>
    state === 'unknown' || isBetween ? undefined : (store.record.login?.principal ?? null);
  const identity = createIdentity(
    { principal, onChange: identityListeners.add },
    { onBegin: () => {}, onUnknown: () => {} },
  );
  const departures = createDepartures();
  let restoring: Promise<void> | undefined;
  const initialize = async (): Promise<SessionState> => {
    restoring ??= store.load().then(() => {
      // An empty storage changes nothing, but the state is known from here on.
      if (state === 'unknown') settle(EMPTY, store.record);
    });
    await restoring;
    return state;
  };
  const hush = tabs.listen(({ type }) => {
    if (type === 'released') wait.release();
    else if (state !== 'unknown') store.reload();
  });

  const online = connectivityOf(connectivity);
  const reauthentication = createReauthentication({ store, tabs, connectivity: online });
  const gate = createConnectivityGate(connectivity);
  const untilSignedIn: SessionContext['untilSignedIn'] = async ({ signal, waitForSignIn: own }) => {
    // Whoever shows a sign-in by themselves lets it take as long as it takes.
    const timeout = patienceOf(waitForSignIn ?? (hosts.arePresent ? Number.POSITIVE_INFINITY : undefined), own);
    const { failure } = reauthentication;
    if (!timeout)
      throw notSignedIn('The session could not be renewed, and the call does not wait (waitForSignIn).', failure);
    await wait.wait(timeout, signal, failure);
  };
  const context: SessionContext = {
    store,
    identity,
    ready: initialize,
    tabs,
    connectivity: online,
    reauthentication,
    now,
    online: async () => gate({}, () => {}),
    untilSignedIn,
    untilVisitorSignsIn: async (given, refusal) => {
      if (!hosts.arePresent) throw refusal;
      await untilSignedIn(given);
    },
  };

  const serviceOf = (pool: 'userPool' | 'identityPool', target: string): ServiceClient => {
    const endpoint = settings[pool]?.endpoint;
    return endpoint
      ? createServiceClient({ endpoint, target, fetch, clock, retry })
      : missing(pool, createReader<Setting>(options, SPELLINGS).nameOf(`${pool}Id`));
  };
  const client = serviceOf('userPool', 'AWSCognitoIdentityProviderService');
  const renewTokens = createRefreshTokens({ client, userPool, devices, now, modPow: options.modPow });
  const { renewals } = options;
  const refreshTokens: RefreshTokens = renewals
    ? (login, given) => renewals.share(login, () => renewTokens(login, given))
    : renewTokens;
  const farewell = createFarewell({ client, userPool, refreshTokens: renewTokens, now });
  const tokens = createTokenSource(context, refreshTokens);
  // Without a user pool it is that which is missing.
  const getTokens: typeof tokens.get = userPool === NONE ? () => client.call('getTokens' as Operation, {}) : tokens.get;
  const credentials = createCredentialsSource({
    context,
    tokens,
    identityPool: createIdentityPool({
      id: identityPool?.id ?? '',
      client: serviceOf('identityPool', 'AWSCognitoIdentityService'),
      assumeRole: options.basicFlow?.({ endpoint: settings.stsEndpoint, fetch, retry, clock }),
      now,
    }),
    userPoolKey: `${awsHost('cognito-idp', userPool.region)}/${userPool.id}`,
    // Without an identity pool it is that which is missing.
    guests: settings.guest || !identityPool,
    renewProviderToken: (provider, providerRefreshToken) =>
      (renewProviderToken ?? renewers.get(provider) ?? options.renewProviderToken)?.(provider, providerRefreshToken),
  });
  let renewProviderToken: RenewProviderToken | undefined;
  const renewers = new Map<string, RenewProviderToken>();

  /** See SessionInternals. */
  const logIn = async (login: Login, tookGuest: boolean, begun: number, guest?: string): Promise<void> => {
    await store.update(({ guestIdentityId = guest, generation = 0, login: present, ...rest }) => {
      // Another tab may have signed the same user in again.
      const isSameUser = present !== undefined && present.principal === login.principal;
      if (generation !== begun && !isSameUser) throw endedSignIn();
      return { ...rest, login, guestIdentityId: tookGuest ? undefined : guestIdentityId, generation: generation + 1 };
    });
    // Nothing else outlives a request.
    if (storage.perRequest && !store.isStored) throw new StorageError('session-not-stored', storage.failure);
  };
  /** The generation of a sign-in that begins now, in the name of whoever runs. */
  const beginSignIn = async (): Promise<number> => {
    if (departures.overruleThis()) throw endedSignIn();
    await initialize();
    return (await store.reload()).generation ?? 0;
  };
  const signInWithTokens = (result: AuthenticationResult, begun: number): Promise<void> =>
    logIn(
      {
        kind: 'userPool',
        id: randomId(),
        customRoleArn: options.customRoleArn,
        ...readTokens(result, now()),
      },
      false,
      begun,
    );
  const signIn = createSignIn({
    client,
    userPool,
    authFlow: settings.authFlow,
    devices,
    now,
    modPow: options.modPow,
    onSignedIn: ({ result, begun }) => signInWithTokens(result, begun),
  });
  /** Looks what other tabs have done before it is said whether somebody may sign in. */
  const requireNobody = async (federated: boolean): Promise<void> => {
    await initialize();
    const { login } = await store.reload();
    if (!login || login.invalid || (federated && login.kind === 'federated')) return;
    // The app was asked to sign in anew a user whose login has come to its end.
    if (reauthentication.isUnderWay(login)) return;
    throw new InvalidStateError('invalid-state', 'Somebody is signed in already. Sign out first.');
  };

  const leave = async (): ReturnType<typeof store.leave> => {
    signIn.cancel();
    renewProviderToken = undefined;
    const { login, failure } = await store.leave();
    // Also those who wait although nothing was stored any more.
    wait.release();
    // Of sign-ins at a sign-in page, whose answers come too late.
    const pending = `${name}.oauth`;
    if ((await storage.get(pending)) || storage.unread.has(pending))
      await tabs.exclusively('oauth', () => storage.remove(pending));
    // Before anything is asked of the server, which may take its time.
    if (login?.kind === 'userPool') await renewals?.forget(login);
    return { login, failure };
  };

  /** Whose session it is now decides, and whether that is known yet. */
  const untilUser = async (given: WaitOptions): Promise<void> => {
    await initialize();
    const { login } = store.record;
    if (!login || login.invalid) await untilSignedIn(given);
  };
  const provider = <C>(give: (request?: RefreshOptions & WaitOptions) => Promise<C>): SessionProvider<C> =>
    Object.assign(give, {
      onChange: identityListeners.add,
      principal,
      onWaiting: waitListeners.add,
      renewBy: reauthentication.renewBy,
      untilSignedIn: (given: WaitOptions) => (hosts.arePresent ? untilUser(given) : undefined),
      memoized: true as const,
      clock,
    });

  const { deleteUser, ...operations } = createUserPoolOperations({
    client,
    userPool,
    accessToken: async (options) => (await tokens.get(options)).accessToken,
    username: () => session.username,
    devices,
    credentials: globalThis.navigator?.credentials,
  });

  const federate = async (
    provider: string,
    token: string,
    given: FederatedSignInOptions,
    begun: number,
  ): Promise<void> => {
    const { identityId, customRoleArn, providerRefreshToken } = given;
    await requireNobody(true);
    const key = loginKeyOf(provider);
    if (typeof token !== 'string' || !token)
      throw new TypeError("federatedSignIn: pass the provider's token, a string.");
    if (key === DEVELOPER && !identityId) {
      throw new TypeError("federatedSignIn: a developer's token needs { identityId }.");
    }
    const login = await credentials.establish({
      kind: 'federated',
      id: randomId(),
      provider: key,
      token,
      identityId,
      customRoleArn,
      providerRefreshToken,
    });
    try {
      await logIn(login, identityId === undefined, begun);
    } catch (error) {
      credentials.forgetUsers(store.record.login?.id);
      throw error;
    }
    renewProviderToken = given.renewProviderToken;
  };

  const internals: SessionInternals = {
    configuration: options,
    storage,
    tabs,
    name,
    fetch,
    clock,
    settings,
    fingerprint,
    store,
    devices,
    serviceOf,
    refreshTokens: renewTokens,
    signIn: async (input, begun, signal) => {
      await requireNobody(false);
      return signIn.signIn(input, begun, signal);
    },
    confirmSignIn: signIn.confirmSignIn,
    cancelSignIn: signIn.cancel,
    releaseSignInWait: wait.release,
    beginSignIn,
    logIn,
    signInWithTokens: async (result, begun) => {
      await requireNobody(false);
      await signInWithTokens(result, begun);
    },
    federate,
    renewers,
  };
  const session: CognitoSession = {
    ...operations,
    ...snapshots.store,
    get state() {
      return state;
    },
    get isSignedIn() {
      return state === 'signedIn' || isInvalid(state);
    },
    get username() {
      const { login } = store.record;
      return login?.kind === 'userPool' ? login.username : undefined;
    },
    get identityId() {
      const { login, guestIdentityId } = store.record;
      return login ? login.identityId : guestIdentityId;
    },
    clock,
    credentials: provider(credentials.current),
    guestCredentials: Object.assign(credentials.guest, {
      onChange: guestListeners.add,
      principal: () => null,
      onWaiting: () => () => {},
      renewBy: () => {},
      untilSignedIn: () => undefined,
      memoized: true as const,
      clock,
    }),
    idToken: provider(async (request = {}) => {
      if (hosts.arePresent) await untilUser(request);
      return (await getTokens(request)).idToken;
    }),
    initialize: async (given) => {
      await initialize();
      if (given) await (await import('./check.js')).check(given, internals);
      return state;
    },
    adoptSession: async (given) => {
      const begun = await beginSignIn();
      return (await import('../adopt/adopt.js')).adopt(given, internals, begun);
    },
    onStateChange: stateListeners.add,
    onWaitingForSignIn: waitListeners.add,
    hostSignIn: hosts.add,
    signIn: async (input) => {
      requireMethodOptions.signIn(input);
      return internals.signIn(input, await beginSignIn());
    },
    confirmSignIn: async (input) => signIn.confirmSignIn(input),
    federatedSignIn: async (provider, token, given = {}) => {
      requireMethodOptions.federatedSignIn(given);
      await federate(provider, token, given, await beginSignIn());
    },
    signOut: async (given = {}) => {
      requireMethodOptions.signOut(given);
      const { global = false, revoke = false, invalidateTokens = false } = given;
      departures.note();
      await initialize();
      const { login, failure } = await leave();
      const result =
        login?.kind === 'userPool'
          ? await farewell(login, { global, revoke: revoke || invalidateTokens })
          : { unconfirmed: [] };
      if (failure) throw Object.assign(failure, result);
      return result;
    },
    getTokens,
    getIdentityId: async () => session.identityId ?? (await credentials.current()).identityId,
    releaseSignInWait: () => {
      wait.release();
      tabs.tell({ type: 'released' });
    },
    deleteUser: async (...input) => {
      await deleteUser(...input);
      departures.note();
      const { failure } = await leave();
      if (failure) throw failure;
    },
    close: () => {
      live.leave();
      hush();
      tabs.close();
    },
  };
  Object.defineProperty(session, SESSION, { value: () => internals });
  return session;
};
