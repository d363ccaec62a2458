import { type Clock, correctedNow, systemClock } from '../core/clock.js';
import { type Connectivity, connectivityOf, createConnectivityGate } from '../core/connectivity.js';
import type { Provider, ProviderRequest } from '../core/credential-source.js';
import type { RetryOptions } from '../core/retry.js';
import { createServiceClient, type ServiceClient } from './client.js';
import { awsHost, readConfiguration, type SessionConfiguration, type UserPoolSettings } from './configuration.js';
import { notSignedIn, type SessionContext, type WaitOptions } from './context.js';
import { createDeviceKeys } from './device-keys.js';
import { ConfigurationError, InvalidStateError } from './errors.js';
import { DEVELOPER, loginKeyOf } from './federation.js';
import { createIdentityPool } from './identity-pool.js';
import { createListeners } from './listeners.js';
import type { ModPow } from './mod-pow.js';
import { EMPTY, type Login, type SessionRecord, stateOf } from './record.js';
import { createRecordStore } from './record-store.js';
import { createCredentialsSource, type RefreshToken, type SessionCredentials } from './session-credentials.js';
import { createTokenSource, type GetTokensOptions, type SessionTokens } from './session-tokens.js';
import {
  type AuthenticationResult,
  type ConfirmSignInInput,
  createSignIn,
  type SignInInput,
  type SignInStep,
} from './sign-in.js';
import { SESSION, type SessionInternals } from './session-internals.js';
import { createSignInWait, SIGN_IN_WAIT } from './sign-in-wait.js';
import { isInvalid, type SessionState, type StateInfo } from './states.js';
import { defaultStorage, resilient, type SessionStorage } from './storage.js';
import type { BasicFlow } from './sts.js';
import { createTabs, type TabsOptions } from './tabs.js';
import { createRefreshTokens, isDead, readTokens } from './tokens.js';
import { createUserPoolOperations, type UserPoolOperations } from './user-pool.js';

/** Options of {@link createCognitoSession}. Durations are in milliseconds. */
export type CognitoSessionOptions = SessionConfiguration & {
  /** Where the session is kept. Default: an encrypted IndexedDB in browsers that have it; memory in Node. */
  readonly storage?: SessionStorage;
  /** Tells sessions of one origin apart, in the storage and between tabs. Default: `'sigv4-interceptor'`. */
  readonly name?: string;
  /**
   * Whether calls wait for a new sign-in when the old one has died, and how long. `false`: they fail at once. Default:
   * 300000 (5 minutes).
   */
  readonly waitForSignIn?: boolean | number;
  /** What to do when something must be renewed and there is no network: `'send'` tries and fails. Default: `'send'`. */
  readonly connectivity?: Connectivity;
  /** Gets a new token of a federated provider, when the old one is refused. */
  readonly refreshToken?: RefreshToken;
  /** `basicFlow({ … })` for the basic (classic) flow. Default: the enhanced flow. */
  readonly basicFlow?: BasicFlow;
  /** Sends the calls to Cognito. Default: the global fetch. */
  readonly fetch?: typeof fetch;
  /** Default: the machine's. Pass `session.clock` to `createSigV4`, so that it learns what Cognito's answers teach. */
  readonly clock?: Clock;
  /**
   * How sessions of one origin reach each other. Default: in browsers Web Locks and BroadcastChannel; on a server nothing,
   * because its sessions are different people's.
   */
  readonly tabs?: TabsOptions;
  /** Told when the storage fails; the session goes on in memory. Default: nobody is. */
  readonly onStorageError?: (error: unknown) => void;
  /** A role that users of the user pool assume instead of the identity pool's, where their token allows it. Default: none. */
  readonly customRoleArn?: string;
  /** Computes SRP's powers, where the platform's BigInt is slow (React Native). Default: BigInt. */
  readonly modPow?: ModPow;
  /** p-retry's options for calls to Cognito. Default: three more times, jittered, from 200 ms up. */
  readonly retry?: RetryOptions;
};

/** What {@link CognitoSession.signOut} does besides forgetting everything here. */
export interface SignOutOptions {
  /** Ends the user's sessions on all devices (GlobalSignOut). Default: false. */
  readonly global?: boolean;
  /** Revokes this session's refresh token, and the access tokens it gave (RevokeToken). Default: false. */
  readonly revoke?: boolean;
  /** As `revoke`; AWSMobileClient's name for it. Default: false. */
  readonly invalidateTokens?: boolean;
}

/** What {@link CognitoSession.federatedSignIn} takes besides the provider and its token. */
export interface FederatedSignInOptions {
  /** The identity that one's own backend named; required for `developer`. */
  readonly identityId?: string;
  /** A role to assume instead of the pool's, where the provider's token allows it. */
  readonly customRoleArn?: string;
  /** Gets a new token when this one is refused, as long as the page lives. Default: the session's `refreshToken`. */
  readonly refreshToken?: RefreshToken;
  /** Kept with the session and handed to `refreshToken`: such as a refresh token of the provider's. */
  readonly renewal?: string;
}

/** A provider of AWS credentials, with what an Authenticator wants to know besides. */
export interface SessionProvider<C> extends Provider<C> {
  (request?: ProviderRequest & WaitOptions): Promise<C>;
  onChange(listener: () => void): () => void;
  principal(): string | undefined;
  onWaiting(listener: (timeout: number) => void): () => void;
}

/** Who uses the app, from the first visit on. */
export interface CognitoSession extends Omit<UserPoolOperations, 'deleteUser'> {
  readonly state: SessionState;
  /** Whether a user is known: also while calls wait for them to sign in again. */
  readonly isSignedIn: boolean;
  readonly username: string | undefined;
  /** The identity in the identity pool, once it is known. */
  readonly identityId: string | undefined;
  /** The clock, corrected by what Cognito's answers teach. */
  readonly clock: Clock;
  /** AWS credentials: the user's, or the guest's. */
  readonly credentials: SessionProvider<SessionCredentials>;
  /** The guest's AWS credentials, whoever is signed in. */
  readonly guestCredentials: (request?: ProviderRequest) => Promise<SessionCredentials>;
  /** The ID token, for `createTokenAuth`. */
  readonly idToken: SessionProvider<string>;
  /** Restores the session from its storage. Everything else does so by itself, before anything. */
  initialize(): Promise<SessionState>;
  /** Listens to changes of the state or the user. @returns The function that unsubscribes. */
  onStateChange(listener: (state: SessionState, info: StateInfo) => void): () => void;
  /** Listens for calls that begin to wait for a sign-in, and for how long at most. @returns The function that unsubscribes. */
  onWaitingForSignIn(listener: (timeout: number) => void): () => void;
  /**
   * Signs in at the user pool.
   *
   * @throws InvalidStateError `invalid-state` where somebody is signed in; CognitoError; NetworkError
   */
  signIn(input: SignInInput): Promise<SignInStep>;
  /** Answers what a sign-in asked. */
  confirmSignIn(input: ConfirmSignInInput): Promise<SignInStep>;
  /**
   * Signs in with a token of another provider.
   *
   * @param provider `'facebook'`, `'google'`, `'amazon'`, `'apple'`, `'twitter'`, `'developer'`, an OIDC issuer, or what the
   * identity pool calls a SAML provider.
   * @throws InvalidStateError `invalid-state` where a user of the user pool is signed in; CognitoError; NetworkError
   */
  federatedSignIn(provider: string, token: string, options?: FederatedSignInOptions): Promise<void>;
  /** Signs out: here, and in all tabs. Calls that wait fail. A network error of `global` or `revoke` leaves the session as it was. */
  signOut(options?: SignOutOptions): Promise<void>;
  /** The user pool's tokens, renewed in time. */
  getTokens(options?: GetTokensOptions): Promise<SessionTokens>;
  /** The identity id, asked for if it is not known. */
  getIdentityId(): Promise<string>;
  /** Ends the wait of all calls, here and in other tabs: they fail with a SignInCancelledError. */
  releaseSignInWait(): void;
  /** Deletes the user, and signs out. */
  deleteUser(): Promise<void>;
  /** Leaves other tabs alone and lets go of what keeps the session alive. What is stored stays. */
  close(): void;
}

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
 * const auth = createSigV4({ credentials: session.credentials, clock: session.clock });
 * ```
 * @throws ConfigurationError that names the key which is missing or wrong
 */
export const createCognitoSession = (options: CognitoSessionOptions): CognitoSession => {
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

  const storage = resilient(options.storage ?? defaultStorage(), options.onStorageError);
  const tabs = createTabs(name, options.tabs ?? (isBrowser() ? {} : { locks: null, BroadcastChannel: null }));
  const devices = createDeviceKeys(storage, name);
  const stateListeners = createListeners<[SessionState, StateInfo]>();
  const waitListeners = createListeners<[number]>();
  const identityListeners = createListeners<[]>();
  const wait = createSignInWait(waitListeners.tell);

  let state: SessionState = 'unknown';
  const settle = (before: SessionRecord, after: SessionRecord): void => {
    const { login } = after;
    const another = before.login?.id !== login?.id;
    if (another || login?.invalid) credentials.forget(after === EMPTY);
    if (state !== 'unknown' && before.login?.principal !== login?.principal) identityListeners.tell();
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
    refreshToken: (provider, renewal) =>
      (refreshToken ?? renewers.get(provider) ?? options.refreshToken)?.(provider, renewal),
  });
  let refreshToken: RefreshToken | undefined;
  const renewers = new Map<string, RefreshToken>();

  const logIn = async (login: Login): Promise<void> => {
    await store.update(({ guestIdentityId }) => ({
      login,
      // Its identity goes over to the user, by the first credentials that are got for them.
      guestIdentityId: login.identityId ? undefined : guestIdentityId,
    }));
  };
  const signInWithTokens = (result: AuthenticationResult): Promise<void> =>
    logIn({
      kind: 'userPool',
      id: crypto.randomUUID(),
      customRoleArn: options.customRoleArn,
      ...readTokens(result, now()),
    });
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
    refreshToken = undefined;
    await store.update(() => EMPTY);
    // Also those who wait although nothing was stored any more.
    wait.release();
  };

  const provider = <C>(give: (request?: ProviderRequest & WaitOptions) => Promise<C>): SessionProvider<C> =>
    Object.assign(give, {
      onChange: identityListeners.add,
      principal: () => store.record.login?.principal,
      onWaiting: waitListeners.add,
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
    renewal: () => {
      const { login } = store.record;
      return login?.kind === 'federated' ? login.renewal : undefined;
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
    guestCredentials: credentials.guest,
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
      const { identityId, customRoleArn, renewal } = given;
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
        renewal,
      });
      refreshToken = given.refreshToken;
      await logIn(login);
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
