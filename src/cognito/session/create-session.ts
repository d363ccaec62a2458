import { adoption, checks } from '#parts/cognito';
import { awsHost } from '../configuration/configuration.js';
import { createIdentityPool } from '../identity-pool/identity-pool.js';
import type { Operation } from '../service/results.js';
import type { SessionContext } from './context.js';
import { createCredentialsSource, type SessionCredentialsSource } from './credentials/credentials-source.js';
import { createProviderRenewals, type ProviderRenewals } from './credentials/provider-renewals.js';
import { createRevokeLogin } from './revoke-login.js';
import { createFoundation, type Foundation, NO_USER_POOL } from './foundation.js';
import { SESSION, type SessionInternals } from './internals.js';
import { requireMethodOptions } from './options.js';
import { createUserState, type UserState } from './user-state.js';
import { createProviders } from './providers.js';
import { createSessionSignIn, type SessionSignIn } from './sign-in.js';
import { createSessionSignOut } from './sign-out.js';
import { createRefreshTokens, type RefreshTokens } from './tokens/refresh-tokens.js';
import { createTokenSource, type TokenSource } from './tokens/token-source.js';
import type { CognitoSession, CognitoSessionOptions } from './types.js';
import { createOperations } from './user-pool-operations.js';
import { createUserPoolSignIn } from './user-pool-sign-in.js';
import { createSignOutLog } from './waiting/sign-out-log.js';

/** The sources of tokens and AWS credentials. */
interface Sources {
  /** Renews tokens without storing them, for a sign-out. */
  readonly refreshTokens: RefreshTokens;
  readonly tokens: TokenSource;
  /** Same as `session.getTokens`. */
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
    renewals
      ? (login, refreshOptions) => renewals.share(login, () => refreshTokens(login, refreshOptions))
      : refreshTokens,
  );
  // The call rejects with the error that names the missing user pool.
  const rejectGetTokens: TokenSource['get'] = () => base.client.call('getTokens' as Operation, {});
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
    // Without an identity pool, let its client reject: the error then names the missing pool.
    allowsGuests: settings.guest || !identityPool,
    renewProviderToken: renew,
  });
  return { refreshTokens, tokens, getTokens: userPool === NO_USER_POOL ? rejectGetTokens : tokens.get, credentials };
};

/** Creates what the session exposes to other parts of this package. */
const createInternals = (
  base: Foundation,
  { store, wait }: UserState,
  refreshTokens: RefreshTokens,
  signIns: SessionSignIn,
  { byProvider: renewers }: ProviderRenewals,
): SessionInternals => {
  const flow = createUserPoolSignIn({
    ...base,
    authFlow: base.settings.authFlow,
    onSignedIn: ({ result, startGeneration }) => signIns.acceptTokens(result, startGeneration),
  });
  return {
    ...base,
    ...signIns,
    store,
    refreshTokens,
    signIn: async (input, startGeneration, signal) => {
      await signIns.requireNoUser(false);
      return flow.signIn(input, startGeneration, signal);
    },
    confirmSignIn: flow.confirmSignIn,
    cancelSignIn: flow.cancel,
    releaseSignInWait: wait.release,
    renewers,
  };
};

/**
 * Creates a session, the web's AWSMobileClient: it signs a user in, gets AWS credentials for the user or the guest, and
 * renews them before they expire.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ userPoolId, userPoolClientId, identityPoolId });
 * const auth = createSigV4({ credentials: session.credentials });
 * ```
 * @throws ConfigurationError `configuration`, naming the key that is missing or wrong; TypeError naming the option that
 * is unknown or wrong
 */
export const createCognitoSession = (options: CognitoSessionOptions): CognitoSession => {
  const base = createFoundation(options);
  const { configuration, clock, tabs } = base;
  const userState = createUserState(base, {
    forgetUsers: (but) => credentials.forgetUsers(but),
    forgetGuest: () => credentials.forgetGuest(),
  });
  const { changes, ready, wait, onWaiting } = userState;
  const providerRenewals = createProviderRenewals(configuration.renewProviderToken);
  const { refreshTokens, tokens, getTokens, credentials } = createSources(base, userState, providerRenewals);
  const sharedOptions = { ...base, ...userState, signOutLog: createSignOutLog() };
  const signIns = createSessionSignIn({ ...sharedOptions, credentials, providerRenewals });
  const internals = createInternals(base, userState, refreshTokens, signIns, providerRenewals);
  const signOuts = createSessionSignOut({
    ...sharedOptions,
    revokeLogin: createRevokeLogin({ ...base, refreshTokens }),
    endSignIn: () => {
      internals.cancelSignIn();
      providerRenewals.use(undefined);
    },
  });
  const { deleteUser, ...operations } = createOperations(
    {
      ...base,
      accessToken: async (options) => (await tokens.get(options)).accessToken,
      username: () => session.username,
      credentials: globalThis.navigator?.credentials,
    },
    userState.identity,
  );

  const session: CognitoSession = {
    ...operations,
    ...changes.store,
    ...createProviders({ ...userState, credentials, getTokens, clock }),
    get state() {
      return changes.current.state;
    },
    get isSignedIn() {
      return changes.current.isSignedIn;
    },
    get username() {
      return changes.current.username;
    },
    get identityId() {
      return changes.current.identityId;
    },
    clock,
    getTokens,
    getIdentityId: async () => session.identityId ?? (await credentials.current()).identityId,
    initialize: async (options) => {
      await ready();
      if (options) await (await checks()).check(options, internals);
      return session.state;
    },
    adoptSession: async (options) => {
      const startGeneration = await signIns.beginSignIn();
      return (await adoption()).adopt(options, internals, startGeneration);
    },
    onStateChange: changes.onStateChange,
    onWaitingForSignIn: onWaiting,
    hostSignIn: userState.hosts.add,
    signIn: async (input) => {
      requireMethodOptions.signIn(input);
      return internals.signIn({ ...input }, await signIns.beginSignIn());
    },
    confirmSignIn: async (input) => internals.confirmSignIn({ ...input }),
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
      tabs.broadcast({ type: 'released' });
    },
    close: () => {
      base.openSessions.close();
      userState.close();
      tabs.close();
    },
  };
  return Object.defineProperty(session, SESSION, { value: () => internals });
};
