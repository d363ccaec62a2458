import { awsHost } from '../configuration/configuration.js';
import { createIdentityPool } from '../identity-pool/identity-pool.js';
import type { Operation } from '../service/results.js';
import { createUserPoolOperations } from '../user-pool/create-operations.js';
import { createSignIn } from '../user-pool/sign-in/sign-in.js';
import type { SessionContext } from './context.js';
import { createCredentialsSource, type SessionCredentialsSource } from './credentials/credentials-source.js';
import { createProviderRenewals, type ProviderRenewals } from './credentials/provider-renewals.js';
import { createFarewell } from './farewell.js';
import { createFoundation, type Foundation, NO_USER_POOL } from './foundation.js';
import { SESSION, type SessionInternals } from './internals.js';
import { requireMethodOptions } from './options.js';
import { createPresence, type Presence } from './presence.js';
import { createProviders } from './providers.js';
import { createSessionSignIn, type SessionSignIn } from './sign-in.js';
import { createSessionSignOut } from './sign-out.js';
import { createRefreshTokens, type RefreshTokens } from './tokens/refresh-tokens.js';
import { createTokenSource, type TokenSource } from './tokens/token-source.js';
import type { CognitoSession, CognitoSessionOptions } from './types.js';
import { createDepartures } from './waiting/departures.js';

/** Where tokens and AWS credentials come from. */
interface Sources {
  /** By itself, for one who is leaving. */
  readonly refreshTokens: RefreshTokens;
  readonly tokens: TokenSource;
  /** As `session.getTokens`. */
  readonly getTokens: TokenSource['get'];
  readonly credentials: SessionCredentialsSource;
}

const createSources = (base: Foundation, context: SessionContext, { renew }: ProviderRenewals): Sources => {
  const { configuration, settings, userPool, fetch, clock } = base;
  const { renewals, retry } = configuration;
  const { identityPool } = settings;
  const refreshTokens = createRefreshTokens(base);
  const tokens = createTokenSource(
    context,
    renewals ? (login, given) => renewals.share(login, () => refreshTokens(login, given)) : refreshTokens,
  );
  // Without a user pool it is that which is missing.
  const missing: TokenSource['get'] = () => base.client.call('getTokens' as Operation, {});
  const credentials = createCredentialsSource({
    context,
    tokens,
    identityPool: createIdentityPool({
      id: identityPool?.id ?? '',
      client: base.serviceOf('identityPool', 'AWSCognitoIdentityService'),
      assumeRole: configuration.basicFlow?.({ endpoint: settings.stsEndpoint, fetch, retry, clock }),
      now: base.now,
    }),
    userPoolKey: `${awsHost('cognito-idp', userPool.region)}/${userPool.id}`,
    // Without an identity pool it is that which is missing.
    guests: settings.guest || !identityPool,
    renewProviderToken: renew,
  });
  return { refreshTokens, tokens, getTokens: userPool === NO_USER_POOL ? missing : tokens.get, credentials };
};

/** What the parts that build upon a session find in it. */
const createInternals = (
  base: Foundation,
  { store, wait }: Presence,
  refreshTokens: RefreshTokens,
  signIns: SessionSignIn,
  { byProvider: renewers }: ProviderRenewals,
): SessionInternals => {
  const flow = createSignIn({
    ...base,
    authFlow: base.settings.authFlow,
    onSignedIn: ({ result, begun }) => signIns.acceptTokens(result, begun),
  });
  return {
    ...base,
    ...signIns,
    store,
    refreshTokens,
    signIn: async (input, begun, signal) => {
      await signIns.requireNobody(false);
      return flow.signIn(input, begun, signal);
    },
    confirmSignIn: flow.confirmSignIn,
    cancelSignIn: flow.cancel,
    releaseSignInWait: wait.release,
    renewers,
  };
};

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
  const { configuration, clock, tabs } = base;
  const presence = createPresence(base, {
    forgetUsers: (but) => credentials.forgetUsers(but),
    forgetGuest: () => credentials.forgetGuest(),
  });
  const { changes, ready, wait, onWaiting } = presence;
  const providerRenewals = createProviderRenewals(configuration.renewProviderToken);
  const { refreshTokens, tokens, getTokens, credentials } = createSources(base, presence, providerRenewals);
  const shared = { ...base, ...presence, departures: createDepartures() };
  const signIns = createSessionSignIn({ ...shared, credentials, providerRenewals });
  const internals = createInternals(base, presence, refreshTokens, signIns, providerRenewals);
  const signOuts = createSessionSignOut({
    ...shared,
    farewell: createFarewell({ ...base, refreshTokens }),
    endSignIn: () => {
      internals.cancelSignIn();
      providerRenewals.use(undefined);
    },
  });
  const { deleteUser, ...operations } = createUserPoolOperations({
    ...base,
    accessToken: async (options) => (await tokens.get(options)).accessToken,
    username: () => session.username,
    credentials: globalThis.navigator?.credentials,
  });

  const session: CognitoSession = {
    ...operations,
    ...changes.store,
    ...createProviders({ ...presence, credentials, getTokens, clock }),
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
      await ready();
      if (options) await (await import('./check.js')).check(options, internals);
      return session.state;
    },
    adoptSession: async (options) => {
      const begun = await signIns.beginSignIn();
      return (await import('../adopt/adopt.js')).adopt(options, internals, begun);
    },
    onStateChange: changes.onStateChange,
    onWaitingForSignIn: onWaiting,
    hostSignIn: presence.hosts.add,
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
      base.live.leave();
      presence.close();
      tabs.close();
    },
  };
  return Object.defineProperty(session, SESSION, { value: () => internals });
};
