import { defaultRoutes } from './api/default-routes.js';
import { AUTHORIZERS } from './api/visit.js';
import type { Flavour, FlavourName } from './api/flavours/flavour.js';
import { appsync } from './api/flavours/appsync.js';
import { bedrock } from './api/flavours/bedrock.js';
import { functionUrl } from './api/flavours/function-url.js';
import { iot } from './api/flavours/iot.js';
import { json } from './api/flavours/json.js';
import { opensearch } from './api/flavours/opensearch.js';
import { query } from './api/flavours/query.js';
import { http } from './api/flavours/http.js';
import { rest } from './api/flavours/rest.js';
import { s3 } from './api/flavours/s3.js';
import type { Responder } from './api/responders.js';
import { parseRoute } from './api/routes.js';
import { readIdentityPools } from './cognito/identity-pool/options.js';
import type { OptionNames } from '../src/core/options.js';
import type { ServiceName } from './cognito/operation-log.js';
import { type Duration, toMilliseconds } from './duration.js';
import { inWords } from './in-words.js';
import type { MockUser } from './api/keys.js';
import type { ApiOptions, ApiSettings, AwsMockOptions, Settings } from './options.js';

const FLAVOURS: Readonly<Record<FlavourName, Flavour>> = {
  rest,
  http,
  'function-url': functionUrl,
  appsync,
  s3,
  json,
  query,
  opensearch,
  bedrock,
  iot,
};
const TAKING_TOKENS = Object.entries(FLAVOURS).flatMap(([name, { takesTokens }]) => (takesTokens ? [name] : []));
/** The options that describe one API. `region` is not among them, because beside `apis` it is the default of all. */
const API_OPTIONS: OptionNames<Omit<ApiOptions, 'region'>> = {
  flavour: 0,
  authorizer: 0,
  baseUrl: 0,
  service: 0,
  name: 0,
  routes: 0,
  usersOnly: 0,
  errorTypes: 0,
  unsignedPayload: 0,
  contentSha256Required: 0,
  exposeHeaders: 0,
};
const SHARED_OPTIONS: OptionNames<Omit<AwsMockOptions, Exclude<keyof ApiOptions, 'region'>>> = {
  region: 0,
  apis: 0,
  users: 0,
  userPools: 0,
  identityPools: 0,
  hostedUi: 0,
  auth0: 0,
  slack: 0,
  credentialsLifetime: 0,
  maxSessionDuration: 0,
  now: 0,
  seed: 0,
};
const MOCK_OPTIONS = { ...API_OPTIONS, ...SHARED_OPTIONS };
/** The names of the services, which no API may have. */
const SERVICES: Readonly<Record<ServiceName, 0>> = { 'cognito-idp': 0, 'cognito-identity': 0, sts: 0 };
const EXPOSED = [
  'date',
  'etag',
  'x-amzn-errortype',
  'x-amzn-requestid',
  'x-amz-apigw-id',
  'x-amzn-trace-id',
  'apigw-requestid',
  'x-amz-request-id',
  'x-amz-id-2',
];

const fail = (message: string): never => {
  throw new TypeError(message);
};

const requireKnown = (options: object, names: object, where: string): void => {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) {
    fail(`${where}${unknown}: there is no such option. There are: ${Object.keys(names).join(', ')}.`);
  }
};

const requireText = (value: string | undefined, option: string): string =>
  typeof value === 'string' && value !== '' ? value : fail(`${option}: expected a non-empty string.`);

const readName = (name: string, option: string): string =>
  Object.hasOwn(SERVICES, name) ? fail(`${option}: '${name}' is the name of a service.`) : requireText(name, option);

const readBaseUrl = (text: string, option: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : fail(`${option}: expected an absolute URL, not '${text}'.`);
  if (!/^https?:$/.test(url.protocol)) fail(`${option}: expected http or https, not '${text}'.`);
  if (url.search || url.hash || url.username) {
    fail(`${option}: expected neither query, fragment nor user in '${text}'.`);
  }
  url.pathname = url.pathname.replace(/(?<!\/)\/+$/, '');
  return url;
};

const readApi = (options: ApiOptions, defaultRegion: string, where: string): ApiSettings => {
  const {
    flavour: flavourName = 'rest',
    authorizer = 'iam',
    routes,
    usersOnly = [],
    errorTypes = {},
    exposeHeaders = EXPOSED,
  } = options;
  const flavour = Object.hasOwn(FLAVOURS, flavourName)
    ? FLAVOURS[flavourName]
    : fail(`${where}flavour: expected ${Object.keys(FLAVOURS).join(', ')}, not '${flavourName}'.`);
  for (const [route, respond] of Object.entries(routes ?? {})) {
    parseRoute(route, `${where}routes`);
    if (respond === undefined)
      fail(`${where}routes['${route}']: expected a function (request, context) => response, or JSON.`);
  }
  if (!Array.isArray(usersOnly)) fail(`${where}usersOnly: expected a list of routes.`);
  const region = requireText(options.region ?? defaultRegion, `${where}region`);
  if (!Object.hasOwn(AUTHORIZERS, authorizer))
    fail(`${where}authorizer: expected ${inWords(Object.keys(AUTHORIZERS), 'or')}, not '${authorizer}'.`);
  if (authorizer === 'jwt' && !flavour.takesTokens) {
    fail(
      `${where}authorizer: '${flavourName}' accepts signatures only. ${inWords(TAKING_TOKENS, 'and')} also accept tokens.`,
    );
  }
  return {
    flavour,
    authorizer,
    region,
    name: readName(options.name ?? flavourName, `${where}name`),
    baseUrl: readBaseUrl(options.baseUrl ?? flavour.defaultBaseUrl(region), `${where}baseUrl`),
    service: requireText(options.service ?? flavour.service, `${where}service`),
    routes: () => (routes ? asResponders(routes) : defaultRoutes(flavourName)),
    usersOnly: usersOnly.map((route) => parseRoute(route, `${where}usersOnly`)),
    errorTypes,
    unsignedPayload: options.unsignedPayload ?? flavour.rules.unsignedPayload,
    contentSha256Required:
      flavour.rules.contentSha256Required || (options.contentSha256Required === true && 'with-body'),
    exposeHeaders,
  };
};

const asResponders = (routes: NonNullable<ApiOptions['routes']>): Record<string, Responder> =>
  Object.fromEntries(
    Object.entries(routes).map(([route, answer]) => [route, typeof answer === 'function' ? answer : () => answer]),
  );

const readApis = (options: AwsMockOptions, region: string): Settings['apis'] => {
  const { apis } = options;
  if (apis === undefined) return [readApi(options, region, '')];
  const misplaced = Object.keys(API_OPTIONS).find((name) => Object.hasOwn(options, name));
  if (misplaced !== undefined) fail(`${misplaced}: with apis, set it on one of them.`);
  if (!Array.isArray(apis) || apis.length === 0) fail('apis: expected a list of at least one API.');
  const settings = apis.map((api: ApiOptions, index) => {
    requireKnown(api, { ...API_OPTIONS, region: 0 } satisfies OptionNames<ApiOptions>, `apis[${index}].`);
    return readApi(api, region, `apis[${index}].`);
  });
  for (const [index, { name, baseUrl }] of settings.entries()) {
    const earlier = settings.slice(0, index);
    if (earlier.some((other) => other.name === name)) fail(`apis[${index}].name: there is another API '${name}'.`);
    if (earlier.some((other) => other.baseUrl.href === baseUrl.href)) {
      fail(`apis[${index}].baseUrl: there is another API at ${baseUrl.href}.`);
    }
  }
  return settings as unknown as Settings['apis'];
};

const readUsers = (users: readonly (string | MockUser)[]): MockUser[] => {
  if (!Array.isArray(users) || users.length === 0) fail('users: expected a list of at least one user.');
  const read = users.map((user, index): MockUser => {
    if (typeof user === 'string') return { name: requireText(user, `users[${index}]`) };
    if (typeof user !== 'object' || user === null) {
      return fail(`users[${index}]: expected a name, or { name, accessKeyId, secretAccessKey }.`);
    }
    const name = requireText(user.name, `users[${index}].name`);
    if (user.accessKeyId === undefined && user.secretAccessKey === undefined) return { name };
    return {
      name,
      accessKeyId: requireText(user.accessKeyId, `users[${index}].accessKeyId`),
      secretAccessKey: requireText(user.secretAccessKey, `users[${index}].secretAccessKey`),
    };
  });
  const duplicate = read.find(({ name }, index) => read.slice(0, index).some((other) => other.name === name));
  return duplicate ? fail(`users: there are two users '${duplicate.name}'.`) : read;
};

const HOUR = 3_600_000;

const readMaxSessionDuration = (duration: Duration): number => {
  const milliseconds = toMilliseconds(duration, 'maxSessionDuration');
  if (milliseconds >= HOUR && milliseconds <= 12 * HOUR) return milliseconds;
  return fail('maxSessionDuration: expected 1 to 12 hours.');
};

/**
 * Fills in the defaults.
 *
 * @throws TypeError that names the invalid option
 */
export const readOptions = (options: AwsMockOptions): Settings => {
  if (typeof options !== 'object' || options === null) fail('createAwsMock(options): expected an object.');
  requireKnown(options, MOCK_OPTIONS, '');
  const { users = ['alice', 'bob'], credentialsLifetime = '1h', now = () => Date.now() } = options;
  if (typeof now !== 'function') fail('now: expected a function that returns the time in milliseconds.');
  const lifetime = toMilliseconds(credentialsLifetime, 'credentialsLifetime');
  if (lifetime <= 0) fail('credentialsLifetime: expected more than 0.');
  const region = requireText(options.region ?? 'us-east-1', 'region');
  const { userPools = [], identityPools = [], hostedUi, auth0, slack } = options;
  if (!Array.isArray(userPools)) fail('userPools: expected a list.');
  if (hostedUi && userPools.length === 0) fail('hostedUi: add a user pool with the option userPools.');
  if (slack && identityPools.length === 0) fail('slack: add an identity pool with the option identityPools.');
  return {
    region,
    apis: readApis(options, region),
    userPools,
    identityPools: readIdentityPools(identityPools, region),
    hostedUi,
    auth0,
    slack,
    users: readUsers(users),
    credentialsLifetime: lifetime,
    maxSessionDuration: readMaxSessionDuration(options.maxSessionDuration ?? '1h'),
    now,
    seed: requireText(options.seed ?? 'sigv4-interceptor', 'seed'),
  };
};
