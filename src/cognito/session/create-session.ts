import { awsHost } from '../configuration/configuration.js';
import { createIdentityPool } from '../identity-pool/identity-pool.js';
import type { Operation } from '../service/results.js';
import { createUserPoolOperations } from '../user-pool/create-operations.js';
import { createSignIn } from '../user-pool/sign-in/sign-in.js';
import { createCredentialsSource, type SessionCredentialsSource } from './credentials/credentials-source.js';
import { createProviderRenewals, type ProviderRenewals } from './credentials/provider-renewals.js';
import { createFarewell } from './farewell.js';
import { createFoundation, type Foundation, NO_USER_POOL } from './foundation.js';
import { SESSION, type SessionInternals } from './internals.js';
import { requireMethodOptions } from './options.js';
import { createPresence, type Presence } from './presence.js';
import { createProviders } from './providers.js';
import { createSessionSignIn, type SessionSignIn } from './sign-in.js';
import { createSessionSignOut, type SessionSignOut } from './sign-out.js';
import { createRefreshTokens, type RefreshTokens } from './tokens/refresh-tokens.js';
import { createTokenSource, type TokenSource } from './tokens/token-source.js';
import type { CognitoSession, CognitoSessionOptions } from './types.js';
import { createDepartures, type Departures } from './waiting/departures.js';

const USER_POOL = 'AWSCognitoIdentityProviderService';
const IDENTITY_POOL = 'AWSCognitoIdentityService';

/** Where tokens and AWS credentials come from. */
interface Sources {
  /** By itself, for one who is leaving. */
  readonly renewTokens: RefreshTokens;
  readonly tokens: TokenSource;
  /** As `session.getTokens`. */
  readonly getTokens: TokenSource['get'];
  readonly credentials: SessionCredentialsSource;
}

const createSources = (base: Foundation, { context }: Presence, providerRenewals: ProviderRenewals): Sources => {
  const { configuration, settings, userPool, devices, clock, now, fetch, serviceOf } = base;
  const { renewals, modPow, retry, basicFlow } = configuration;
  const client = serviceOf('userPool', USER_POOL);
  const renewTokens = createRefreshTokens({ client, userPool, devices, now, modPow });
  const tokens = createTokenSource(
    context,
    renewals ? (login, given) => renewals.share(login, () => renewTokens(login, given)) : renewTokens,
  );
  // Without a user pool it is that which is missing.
  const missing: TokenSource['get'] = () => client.call('getTokens' as Operation, {});
  const { identityPool } = settings;
  const credentials = createCredentialsSource({
    context,
    tokens,
    identityPool: createIdentityPool({
      id: identityPool?.id ?? '',
      client: serviceOf('identityPool', IDENTITY_POOL),
      assumeRole: basicFlow?.({ endpoint: settings.stsEndpoint, fetch, retry, clock }),
      now,
    }),
    userPoolKey: `${awsHost('cognito-idp', userPool.region)}/${userPool.id}`,
    // Without an identity pool it is that which is missing.
    guests: settings.guest || !identityPool,
    renewProviderToken: providerRenewals.renew,
  });
  return { renewTokens, tokens, getTokens: userPool === NO_USER_POOL ? missing : tokens.get, credentials };
};

/** What the parts that build upon a session find in it. */
const createInternals = (
  base: Foundation,
  { context, wait }: Presence,
  { renewTokens }: Sources,
  signIns: SessionSignIn,
  { byProvider: renewers }: ProviderRenewals,
): SessionInternals => {
  const { configuration, settings, userPool, devices, now } = base;
  const flow = createSignIn({
    client: base.serviceOf('userPool', USER_POOL),
    userPool,
    authFlow: settings.authFlow,
    devices,
    now,
    modPow: configuration.modPow,
    onSignedIn: ({ result, begun }) => signIns.acceptTokens(result, begun),
  });
  const { beginSignIn, logIn, signInWithTokens, federate } = signIns;
  return {
    ...base,
    store: context.store,
    refreshTokens: renewTokens,
    signIn: async (input, begun, signal) => {
      await signIns.requireNobody(false);
      return flow.signIn(input, begun, signal);
    },
    confirmSignIn: flow.confirmSignIn,
    cancelSignIn: flow.cancel,
    releaseSignInWait: wait.release,
    beginSignIn,
    logIn,
    signInWithTokens,
    federate,
    renewers,
  };
};

const createSignOutOf = (
  { storage, keys, tabs, userPool, now, configuration, serviceOf }: Foundation,
  { context, wait }: Presence,
  { renewTokens }: Sources,
  departures: Departures,
  endSignIns: () => void,
): SessionSignOut =>
  createSessionSignOut({
    store: context.store,
    ready: context.ready,
    departures,
    farewell: createFarewell({ client: serviceOf('userPool', USER_POOL), userPool, refreshTokens: renewTokens, now }),
    renewals: configuration.renewals,
    endSignIns,
    releaseWait: wait.release,
    // Their answers come too late.
    removePendingSignIns: async () => {
      const { pendingSignIn } = keys;
      if ((await storage.get(pendingSignIn)) || storage.unread.has(pendingSignIn))
        await tabs.exclusively('oauth', () => storage.remove(pendingSignIn));
    },
  });

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
  const base = createFoundation(given);
  const { configuration, storage, devices, userPool, clock, now, tabs, live, serviceOf } = base;
  const presence = createPresence(base, {
    forgetUsers: (but) => credentials.forgetUsers(but),
    forgetGuest: () => credentials.forgetGuest(),
  });
  const { changes, context, hosts, wait, waits, onWaiting, restore } = presence;
  const { store, reauthentication } = context;
  const providerRenewals = createProviderRenewals(configuration.renewProviderToken);
  const sources = createSources(base, presence, providerRenewals);
  const { credentials, getTokens } = sources;
  const departures = createDepartures();
  const signIns = createSessionSignIn({
    store,
    storage,
    ready: restore,
    departures,
    reauthentication,
    credentials,
    providerRenewals,
    customRoleArn: configuration.customRoleArn,
    now,
  });
  const internals = createInternals(base, presence, sources, signIns, providerRenewals);
  const signOuts = createSignOutOf(base, presence, sources, departures, () => {
    internals.cancelSignIn();
    providerRenewals.use(undefined);
  });
  const { deleteUser, ...operations } = createUserPoolOperations({
    client: serviceOf('userPool', USER_POOL),
    userPool,
    accessToken: async (options) => (await sources.tokens.get(options)).accessToken,
    username: () => session.username,
    devices,
    credentials: globalThis.navigator?.credentials,
  });

  const session: CognitoSession = {
    ...operations,
    ...changes.store,
    ...createProviders({ credentials, getTokens, changes, hosts, waits, reauthentication, onWaiting, clock }),
    get state() {
      return changes.present.state;
    },
    get isSignedIn() {
      return changes.present.isSignedIn;
    },
    get username() {
      return changes.present.username;
    },
    get identityId() {
      return changes.present.identityId;
    },
    clock,
    getTokens,
    getIdentityId: async () => session.identityId ?? (await credentials.current()).identityId,
    initialize: async (options) => {
      await restore();
      if (options) await (await import('./check.js')).check(options, internals);
      return session.state;
    },
    adoptSession: async (options) => {
      const begun = await signIns.beginSignIn();
      return (await import('../adopt/adopt.js')).adopt(options, internals, begun);
    },
    onStateChange: changes.onStateChange,
    onWaitingForSignIn: onWaiting,
    hostSignIn: hosts.add,
    signIn: async (input) => {
      requireMethodOptions.signIn(input);
      return internals.signIn(input, await signIns.beginSignIn());
    },
    confirmSignIn: async (input) => internals.confirmSignIn(input),
    federatedSignIn: async (provider, token, options = {}) => {
      requireMethodOptions.federatedSignIn(options);
      await signIns.federate(provider, token, options, await signIns.beginSignIn());
    },
    signOut: async (options = {}) => {
      requireMethodOptions.signOut(options);
      return signOuts.signOut(options);
    },
    deleteUser: async (...input) => {
      await deleteUser(...input);
      await signOuts.forget();
    },
    releaseSignInWait: () => {
      wait.release();
      tabs.tell({ type: 'released' });
    },
    close: () => {
      live.leave();
      presence.close();
      tabs.close();
    },
  };
  return Object.defineProperty(session, SESSION, { value: () => internals });
};
