import { defaultRoutes } from './api/default-routes.js';
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
import { checkShape } from './configuration/check.js';
import { API_OPTIONS, awsMock } from './configuration/description.js';
import { readIdentityPools } from './cognito/identity-pool/options.js';
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

const readName = (name: string, option: string): string =>
  Object.hasOwn(SERVICES, name) ? fail(`${option}: '${name}' is the name of a service.`) : name;

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
  const flavour = FLAVOURS[flavourName];
  for (const route of Object.keys(routes ?? {})) parseRoute(route, `${where}routes`);
  const region = options.region ?? defaultRegion;
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
    service: options.service ?? flavour.service,
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
  // `region` is not misplaced, because beside `apis` it is the default of all.
  const misplaced = API_OPTIONS.find((name) => name !== 'region' && Object.hasOwn(options, name));
  if (misplaced !== undefined) fail(`${misplaced}: with apis, set it on one of them.`);
  if (apis.length === 0) fail('apis: expected a list of at least one API.');
  const settings = apis.map((api, index) => readApi(api, region, `apis[${index}].`));
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
  if (users.length === 0) fail('users: expected a list of at least one user.');
  const read = users.map((user, index): MockUser => {
    if (typeof user === 'string') return { name: user };
    const { name, accessKeyId, secretAccessKey } = user;
    if (accessKeyId !== undefined && secretAccessKey !== undefined) return { name, accessKeyId, secretAccessKey };
    if (accessKeyId === undefined && secretAccessKey === undefined) return { name };
    const missing = accessKeyId === undefined ? 'accessKeyId' : 'secretAccessKey';
    return fail(`users[${index}].${missing}: give both parts of the key, or neither.`);
  });
  const duplicate = read.find(({ name }, index) => read.slice(0, index).some((other) => other.name === name));
  return duplicate ? fail(`users: there are two users '${duplicate.name}'.`) : read;
};

/** Origins as browsers write them: in lower case, without a default port. `null` is that of a page without one. */
const readOrigins = (origins: NonNullable<AwsMockOptions['origins']>): Settings['origins'] =>
  origins === '*'
    ? origins
    : origins.map((text, index) => {
        if (text === 'null') return text;
        const url = URL.canParse(text) ? new URL(text) : undefined;
        if (!url || !/^\/?$/.test(url.pathname) || url.search || url.hash || url.username) {
          return fail(`origins[${index}]: expected an origin such as 'https://app.test', not '${text}'.`);
        }
        // URL has no origin for the schemes of apps, such as capacitor://localhost.
        return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
      });

const HOUR = 3_600_000;

const readMaxSessionDuration = (duration: Duration): number => {
  const milliseconds = toMilliseconds(duration, 'maxSessionDuration');
  if (milliseconds >= HOUR && milliseconds <= 12 * HOUR) return milliseconds;
  return fail('maxSessionDuration: expected 1 to 12 hours.');
};

/** Nobody who does not run the mock can guess it. */
const randomSeed = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Fills in the defaults.
 *
 * @throws TypeError that names the invalid option
 */
export const readOptions = (options: AwsMockOptions): Settings => {
  if (typeof options !== 'object' || options === null) fail('createAwsMock(options): expected an object.');
  checkShape(awsMock, options, '');
  const { users = ['alice', 'bob'], credentialsLifetime = '1h', now = () => Date.now() } = options;
  const lifetime = toMilliseconds(credentialsLifetime, 'credentialsLifetime');
  if (lifetime <= 0) fail('credentialsLifetime: expected more than 0.');
  const region = options.region ?? 'us-east-1';
  const { userPools = [], identityPools = [], hostedUi, auth0, slack } = options;
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
    origins: readOrigins(options.origins ?? []),
    maxSessionDuration: readMaxSessionDuration(options.maxSessionDuration ?? '1h'),
    now,
    seed: options.seed ?? randomSeed(),
  };
};
