import { correctedNow, systemClock } from '../core/clock.js';
import { connectivityOf, createConnectivityGate } from '../core/connectivity.js';
import { createServiceClient, type ServiceClient } from './client.js';
import { awsHost, readConfiguration, type UserPoolSettings } from './configuration.js';
import { notSignedIn, type SessionContext, type WaitOptions } from './context.js';
import { createDeviceKeys } from './device-keys.js';
import { ConfigurationError, InvalidStateError } from './errors.js';
import { DEVELOPER, loginKeyOf } from './federation.js';
import { createIdentityPool } from './identity-pool.js';
import { createListeners } from './listeners.js';
import { EMPTY, type Login, type SessionRecord, stateOf } from './record.js';
import { createRecordStore } from './record-store.js';
import { createCredentialsSource, type RefreshOptions, type RenewProviderToken } from './session-credentials.js';
import { createTokenSource } from './session-tokens.js';
import { type AuthenticationResult, createSignIn } from './sign-in.js';
import { SESSION, type SessionInternals } from './session-internals.js';
import type { CognitoSession, CognitoSessionOptions, SessionProvider } from './session-types.js';
import { requireSessionOptions, storageOf } from './session-options.js';
import { createSignInWait, SIGN_IN_WAIT } from './sign-in-wait.js';
import { isInvalid, type SessionState, type StateInfo } from './states.js';
import { resilient } from './storage.js';
import { createTabs } from './tabs.js';
import { createRefreshTokens, isDead, readTokens } from './tokens.js';
import { createUserPoolOperations } from './user-pool.js';

/** In the place of a service that is not configured. */
const missing = (key: string): ServiceClient => ({
  call: async (operation) => {
    throw new ConfigurationError('configuration', `${operation} needs ${key} in the configuration.`);
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
export const createCognitoSession = (options: CognitoSessionOptions): CognitoSession => {
  requireSessionOptions(options);
  const settings = readConfiguration(options);
  const { userPool = NONE, identityPool } = settings;
  const {
    name = 'sigv4-interceptor',
    clock = systemClock(),
    connectivity = 'send',
    waitForSignIn = true,
    retry,
  } = options;
  const fetch: typeof globalThis.fetch = (...call) => (options.fetch ?? globalThis.fetch)(...call);
  const now = (): number => correctedNow(clock);

  const storage = resilient(storageOf(options), options.onStorageError);
  const tabs = createTabs(name, options.tabs ?? (isBrowser() ? {} : { locks: null, BroadcastChannel: null }));
  const devices = createDeviceKeys(storage, name);
  const stateListeners = createListeners<[SessionState, StateInfo]>();
  const waitListeners = createListeners<[number]>();
  const identityListeners = createListeners<[]>();
  const guestListeners = createListeners<[]>();
  const wait = createSignInWait(waitListeners.tell);

  let state: SessionState = 'unknown';
  const settle = (before: SessionRecord, after: SessionRecord): void => {
    const { login } = after;
    const another = before.login?.id !== login?.id;
    if (another || login?.invalid) credentials.forgetUser();
    if (state !== 'unknown' && before.login?.principal !== login?.principal) identityListeners.tell();
    // A guest's identity that went over to a user is that user's: nothing may be signed as a guest with it any more.
    if (before.guestIdentityId && before.guestIdentityId !== after.guestIdentityId) {
      credentials.forgetGuest();
      guestListeners.tell();
    }
    const previous = state;
    state = stateOf(after);
    if (another || state !== previous) {
      stateListeners.tell(state, { previous, username: session.username, identityId: session.identityId });
    }
    if (login && !login.invalid) wait.end();
    else if (before.login && !login) wait.release();
  };

  const store = createRecordStore({
    storage,
    tabs,
    clock,
    key: `${name}.session`,
    fingerprint: [userPool.id, userPool.clientId, identityPool?.id].join(),
    onChange: settle,
  });
  let restoring: Promise<SessionState> | undefined;
  const initialize = (): Promise<SessionState> => {
    restoring ??= store.load().then(() => {
      // An empty storage changes nothing, but the state is known from here on.
      if (state === 'unknown') settle(EMPTY, store.record);
      return state;
    });
    return restoring;
  };
  const hush = tabs.listen(({ type }) => {
    if (type === 'released') wait.release();
    else if (state !== 'unknown') store.reload();
  });

  const gate = createConnectivityGate(connectivity);
  const patience = waitForSignIn === true ? SIGN_IN_WAIT : Number(waitForSignIn);
  const context: SessionContext = {
    store,
    ready: initialize,
    tabs,
    connectivity: connectivityOf(connectivity),
    now,
    online: async () => gate({}, () => {}),
    untilSignedIn: async ({ signal, waitForSignIn: own }) => {
      const timeout = own === undefined || own === true ? patience || (own ? SIGN_IN_WAIT : 0) : Number(own);
      if (!timeout) throw notSignedIn('The session has ended.');
      await wait.wait(timeout, signal);
    },
  };

  const serviceOf = (at: { readonly endpoint: string } | undefined, target: string, key: string): ServiceClient =>
    at ? createServiceClient({ endpoint: at.endpoint, target, fetch, clock, retry }) : missing(key);
  const client = serviceOf(settings.userPool, 'AWSCognitoIdentityProviderService', 'userPoolId');
  const tokens = createTokenSource(context, createRefreshTokens({ client, userPool, devices }));
  const credentials = createCredentialsSource({
    context,
    tokens,
    identityPool: createIdentityPool({
      id: identityPool?.id ?? '',
      client: serviceOf(identityPool, 'AWSCognitoIdentityService', 'identityPoolId'),
      assumeRole: options.basicFlow?.({ endpoint: settings.stsEndpoint, fetch, retry }),
      now,
    }),
    userPoolKey: `${awsHost('cognito-idp', userPool.region)}/${userPool.id}`,
    guests: settings.guest,
    renewProviderToken: (provider, providerRefreshToken) =>
      (renewProviderToken ?? renewers.get(provider) ?? options.renewProviderToken)?.(provider, providerRefreshToken),
  });
  let renewProviderToken: RenewProviderToken | undefined;
  const renewers = new Map<string, RenewProviderToken>();

  /** @param tookGuest The guest's identity went over to the user, by the credentials that were got for them. */
  const logIn = async (login: Login, tookGuest: boolean): Promise<void> => {
    await store.update(({ guestIdentityId }) => ({
      login,
      guestIdentityId: tookGuest ? undefined : guestIdentityId,
    }));
  };
  const signInWithTokens = (result: AuthenticationResult): Promise<void> =>
    logIn(
      {
        kind: 'userPool',
        id: crypto.randomUUID(),
        customRoleArn: options.customRoleArn,
        ...readTokens(result, now()),
      },
      false,
    );
  const signIn = createSignIn({
    client,
    userPool,
    authFlow: settings.authFlow,
    devices,
    now,
    modPow: options.modPow,
    onSignedIn: ({ result }) => signInWithTokens(result),
  });
  /** Looks what other tabs have done before it is said whether somebody may sign in. */
  const requireNobody = async (federated: boolean): Promise<void> => {
    await initialize();
    const { login } = await store.reload();
    if (!login || login.invalid || (federated && login.kind === 'federated')) return;
    throw new InvalidStateError('invalid-state', 'Somebody is signed in already. Sign out first.');
  };

  const leave = async (): Promise<void> => {
    signIn.cancel();
    renewProviderToken = undefined;
    await store.update(() => EMPTY);
    // Also those who wait although nothing was stored any more.
    wait.release();
  };

  const provider = <C>(give: (request?: RefreshOptions & WaitOptions) => Promise<C>): SessionProvider<C> =>
    Object.assign(give, {
      onChange: identityListeners.add,
      principal: () => store.record.login?.principal,
      onWaiting: waitListeners.add,
      clock,
    });

  const { deleteUser, ...operations } = createUserPoolOperations({
    client,
    userPool,
    accessToken: async ({ signal }) => (await tokens.get({ signal })).accessToken,
    username: () => session.username,
    devices,
    credentials: globalThis.navigator?.credentials,
  });

  const internals: SessionInternals = {
    configuration: options,
    userPool: settings.userPool,
    storage,
    tabs,
    name,
    fetch,
    clock,
    signInWithTokens: async (result) => {
      await requireNobody(false);
      await signInWithTokens(result);
    },
    providerRefreshToken: () => {
      const { login } = store.record;
      return login?.kind === 'federated' ? login.providerRefreshToken : undefined;
    },
    renewWith: (provider, renew) => void renewers.set(provider, renew),
  };
  const session: CognitoSession = {
    ...operations,
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
      clock,
    }),
    idToken: provider(async (request) => (await tokens.get(request)).idToken),
    initialize,
    onStateChange: stateListeners.add,
    onWaitingForSignIn: waitListeners.add,
    signIn: async (input) => {
      await requireNobody(false);
      return signIn.signIn(input);
    },
    confirmSignIn: signIn.confirmSignIn,
    federatedSignIn: async (provider, token, given = {}) => {
      const { identityId, customRoleArn, providerRefreshToken } = given;
      await requireNobody(true);
      const key = loginKeyOf(provider);
      if (key === DEVELOPER && !identityId) {
        throw new TypeError("federatedSignIn: a developer's token needs { identityId }.");
      }
      const login = await credentials.establish({
        kind: 'federated',
        id: crypto.randomUUID(),
        provider: key,
        token,
        identityId,
        customRoleArn,
        providerRefreshToken,
      });
      renewProviderToken = given.renewProviderToken;
      await logIn(login, identityId === undefined);
    },
    signOut: async ({ global = false, revoke = false, invalidateTokens = false } = {}) => {
      await initialize();
      const { login } = store.record;
      if (login?.kind === 'userPool' && login.refreshToken) {
        try {
          if (global) {
            const { accessToken } = await tokens.get({ waitForSignIn: false });
            await client.call('GlobalSignOut', { AccessToken: accessToken });
          }
          if (revoke || invalidateTokens) {
            const { clientId, clientSecret } = userPool;
            await client.call('RevokeToken', {
              Token: login.refreshToken,
              ClientId: clientId,
              ...(clientSecret && { ClientSecret: clientSecret }),
            });
          }
        } catch (error) {
          // What the server takes no more needs no revoking.
          if (!isDead(error) && !(error instanceof InvalidStateError)) throw error;
        }
      }
      await leave();
    },
    getTokens: tokens.get,
    getIdentityId: async () => session.identityId ?? (await credentials.current()).identityId,
    releaseSignInWait: () => {
      wait.release();
      tabs.tell({ type: 'released' });
    },
    deleteUser: async (...input) => {
      await deleteUser(...input);
      await leave();
    },
    close: () => {
      hush();
      tabs.close();
    },
  };
  Object.defineProperty(session, SESSION, { value: internals });
  return session;
};
