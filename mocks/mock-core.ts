import { apiFor } from './serving/answer.js';
import { type Api, createApi, type World } from './api/create-api.js';
import { parseRoute } from './api/routes.js';
import { pathBelow } from './api/visit.js';
import type { AwsMock } from './aws-mock.js';
import { createCallLog } from './api/call-log.js';
import { createCognitoMock } from './cognito/create-cognito.js';
import type { MockIdentityPool } from './cognito/identity-pool.js';
import type { UserPool } from './cognito/user-pool.js';
import { toMilliseconds } from './duration.js';
import { DENIALS } from './api/denials.js';
import { createFaults, type Faults } from './api/faults.js';
import { createKeyStore, type KeyStore } from './api/keys.js';
import { inWords } from './in-words.js';
import { listen } from './serving/listener.js';
import { admitsOrigins } from './serving/origins.js';
import { createOAuthMock } from './oauth/create-oauth.js';
import { createOperationLog } from './cognito/operation-log.js';
import { routeFrom } from './serving/playwright.js';
import { createRandom } from './random.js';
import type { AwsMockOptions, Settings } from './options.js';
import { readOptions } from './read-options.js';
import { signedBy } from './api/signed-by.js';
import { createTokenLog } from './cognito/token-log.js';
import type { Watcher } from './api/watch.js';

/** A mock without its handlers, so that it does not need msw. */
export interface MockCore {
  readonly mock: Omit<AwsMock, 'handlers'>;
  readonly apis: readonly Api[];
  readonly settings: Settings;
  readonly keys: KeyStore;
  readonly faults: Faults;
  /** The server's clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly userPools: readonly UserPool[];
  readonly identityPools: readonly MockIdentityPool[];
}

/**
 * Creates a mock without its handlers.
 *
 * @param watcher Is told what becomes of each request.
 */
export const createMockCore = (options: AwsMockOptions, watcher?: Watcher): MockCore => {
  const settings = readOptions(options);
  const random = createRandom(settings.seed);
  const keys = createKeyStore(settings.users, random.fork('keys'), settings.identityPools.length > 0);
  const faults = createFaults();
  const log = createCallLog();
  const tokens = createTokenLog();
  const shared = { keys, faults, log, random, now: () => settings.now() + faults.clockOffset() };
  const operations = createOperationLog();
  const { credentialsLifetime } = settings;
  const cognito = createCognitoMock(settings, {
    ...shared,
    operations,
    credentialsLifetime,
    onToken: tokens.add,
    isTokenExpired: (token) => faults.isTokenExpired(tokens.find(token)),
  });
  const { providerTokens, identityPool, userPool } = cognito;
  // The first pool may have no id of its own.
  const clientSecretOf = (id: string): string | undefined =>
    (settings.userPools.find((pool) => pool.id === id) ?? settings.userPools.find((pool) => pool.id === undefined))
      ?.clientSecret;
  const oauth = createOAuthMock({ ...settings, clientSecretOf }, cognito, { ...shared, operations });
  const world: World = {
    ...shared,
    readJwt: async (token) => {
      const read = await cognito.readJwt(token);
      return read && { ...read, expired: read.expired || faults.isTokenExpiredAtApis(tokens.find(token)) };
    },
  };
  const endpoints = [...cognito.endpoints, ...oauth.endpoints];
  const reachable = (api: Api): Api => ({
    ...api,
    answer: async (request, wire) => {
      const path = pathBelow(wire?.target ?? new URL(request.url).pathname, api.baseUrl) ?? '';
      const watch = watcher?.arrived(api.name, request, wire);
      const delay = faults.delayOf(api.name, request.method, path);
      if (delay > 0) {
        watch?.delayed(delay);
        await new Promise((resume) => setTimeout(resume, delay));
      }
      if (faults.isOffline(api.name)) {
        watch?.offline();
        return Response.error();
      }
      try {
        const response = await api.answer(request, wire, watch);
        watch?.answered(response.status);
        return response;
      } catch (error) {
        watch?.failed(error);
        throw error;
      }
    },
    failed: (error, method, target) => watcher?.failed(api.name, error, method, target),
  });
  const [first, ...others] = settings.apis;
  const apiSettings: Settings['apis'] = [
    { ...first, routes: () => ({ ...first.routes(), ...oauth.routes }) },
    ...others,
  ];
  const apis = [...apiSettings.map((api) => createApi(api, world)), ...endpoints].map(reachable);
  const requireApi = (api: string | undefined, option: string): string | undefined => {
    const names = apis.map(({ name }) => name);
    if (api === undefined || names.includes(api)) return api;
    throw new TypeError(`${option}: there is no API '${api}'. There are: ${names.join(', ')}.`);
  };
  const baseUrlOf = ({ baseUrl }: Api): string => baseUrl.href.replace(/\/$/, '');
  const issue = (user: string | undefined) => keys.issue(user, world.now(), credentialsLifetime);

  const answer = async (request: Request): Promise<Response | undefined> => apiFor(apis, request.url)?.answer(request);

  const mock: MockCore['mock'] = {
    baseUrl: baseUrlOf(apis[0] as Api),
    baseUrls: Object.fromEntries(apis.map((api) => [api.name, baseUrlOf(api)])),
    listen: (listenOptions = {}) => listen(apis, listenOptions, admitsOrigins(settings.origins)),
    answer,
    route: (router) => routeFrom(router, answer),

    permanentCredentials: keys.permanent,
    issueCredentials: issue,
    credentialsProvider: (user) => {
      keys.requireUser(user, 'credentialsProvider(user)');
      return async () => issue(user);
    },
    issued: keys.issued,

    expireCredentials: () => faults.add({ type: 'expire', upTo: keys.latest(), tokensUpTo: tokens.latest() }),
    expireTokens: (user) =>
      faults.add({
        type: 'expire-tokens',
        upTo: tokens.latest(),
        owners: user === undefined ? undefined : cognito.subsOf(user),
      }),
    skewClock: (by) => faults.add({ type: 'skew', offset: toMilliseconds(by, 'skewClock()') }),
    throttle: ({ next, quota = false, api, operation } = { next: Number.NaN }) => {
      if (!Number.isInteger(next) || next < 1) {
        throw new TypeError(`throttle(): next must be a positive integer, not ${String(next)}.`);
      }
      return faults.add({ type: 'throttle', left: next, quota, api: requireApi(api, 'throttle(): api'), operation });
    },
    delay: (by, { route, api } = {}) => {
      const milliseconds = toMilliseconds(by, 'delay()');
      if (milliseconds < 0) throw new TypeError('delay(): expected a duration of 0 or more.');
      return faults.add({
        type: 'delay',
        by: milliseconds,
        route: route === undefined ? undefined : parseRoute(route, 'delay(): route'),
        api: requireApi(api, 'delay(): api'),
      });
    },
    goOffline: ({ api } = {}) => faults.add({ type: 'offline', api: requireApi(api, 'goOffline(): api') }),
    failCodeDelivery: () => faults.add({ type: 'no-delivery' }),
    dropCorsHeaders: () => faults.add({ type: 'no-cors' }),
    deny: (route, { user, as = 'iam' } = {}) => {
      if (!Object.hasOwn(DENIALS, as)) {
        throw new TypeError(`deny(): as must be ${inWords(Object.keys(DENIALS), 'or')}, not '${as}'.`);
      }
      if (!DENIALS[as].knowsUsers && user !== undefined) {
        throw new TypeError(`deny(): user cannot be combined with as: '${as}', which does not know users.`);
      }
      if (user !== undefined) keys.requireCaller(user, 'deny(): user');
      return faults.add({
        type: 'deny',
        route: route === undefined ? undefined : parseRoute(route, 'deny()'),
        user,
        as,
      });
    },

    userPool,
    identityPool,
    revokeTokens: cognito.revokeTokens,
    lastCode: cognito.lastCode,
    codes: cognito.codes,
    totpCode: cognito.totpCode,
    get refreshes() {
      return cognito.refreshes;
    },
    issueProviderToken: providerTokens.issue,
    issueDeveloperIdentity: (user, developerOptions = {}) =>
      identityPool(developerOptions.identityPool).issueDeveloperIdentity(user, developerOptions),
    operations: operations.operations,
    signInAtHostedUi: oauth.signIn,
    get slack() {
      if (oauth.slack) return oauth.slack;
      throw new TypeError('There is no Slack. Add it with the option slack.');
    },

    calls: log.calls,
    signedBy: (request) => signedBy(request, apiSettings, world),
    reset: () => {
      faults.clear();
      log.clear();
      operations.clear();
      providerTokens.clear();
      keys.forgetCount();
      for (const api of apis) api.reset();
    },
  };
  return {
    mock,
    apis,
    settings,
    keys,
    faults,
    now: shared.now,
    userPools: cognito.userPools,
    identityPools: cognito.identityPools,
  };
};
