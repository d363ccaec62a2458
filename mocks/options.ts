import { functionUrl } from './api/flavours/function-url.js';
import type { Flavour, FlavourName, Verdict } from './api/flavours/flavour.js';
import { http } from './api/flavours/http.js';
import { rest } from './api/flavours/rest.js';
import { s3 } from './api/flavours/s3.js';
import { parseRoute } from './api/routes.js';
import { defaultRoutes } from './api/default-routes.js';
import type { Responder } from './api/responders.js';
import { type Duration, toMilliseconds } from './duration.js';
import type { MockUser } from './keys.js';

/** One API that takes signed requests only. */
export interface ApiOptions {
  /**
   * What kind of endpoint it is: a REST API (`'rest'`) or an HTTP API (`'http'`) of API Gateway, a Lambda function URL
   * (`'function-url'`), or a bucket of S3 (`'s3'`). They verify, and refuse, in their own ways. Default: `'rest'`.
   */
  readonly flavour?: FlavourName;
  /**
   * Where the app under test calls it: an absolute URL with or without a path (a stage, a base path mapping), without a
   * query. Default: an AWS host of the flavour, to be read from `mock.baseUrl`.
   */
  readonly baseUrl?: string;
  /** The region of the credential scope. Default: that of the mock. */
  readonly region?: string;
  /** The service of the credential scope. Default: the flavour's (`execute-api`, `lambda`, `s3`). */
  readonly service?: string;
  /** What `calls()` and `listen()` know it as. Default: the flavour. */
  readonly name?: string;
  /**
   * Answers by route, written as in API Gateway: `'GET /items/{id}'`, `'ANY /files/{key+}'`, `'/items'` (any method),
   * `'$default'` (everything else); the most specific one counts. Default: `$default` echoes the request, and for S3 an
   * object store.
   */
  readonly routes?: Readonly<Record<string, Responder>>;
  /**
   * The `x-amzn-errortype` by verdict, where another one should be tried than what is known of AWS: `{ 'expired-token':
   * 'ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/' }` (Bedrock). `''` sends none. Not
   * for S3, which has none.
   */
  readonly errorTypes?: Readonly<Partial<Record<Verdict, string>>>;
  /** Take `UNSIGNED-PAYLOAD` for the hash of the body. Default: only S3 does. */
  readonly unsignedPayload?: boolean;
  /** What pages of other origins may read of an answer's headers. Default: dates, ids and the error type. */
  readonly exposeHeaders?: readonly string[];
}

/** Options of {@link createAwsMock}. Those of an API are for a single one; for several there is `apis`. */
export interface AwsMockOptions extends ApiOptions {
  /** Several APIs that share users, keys, clock and faults. The first one is the default one. */
  readonly apis?: readonly ApiOptions[];
  /** Names of users, or users with keys of their own; the first is the default one. Default: `['alice', 'bob']`. */
  readonly users?: readonly (string | MockUser)[];
  /** How long temporary credentials are good for: milliseconds, or such as `'15m'`. Default: 1 hour. */
  readonly credentialsLifetime?: Duration;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** An API's options with nothing left open. */
export interface ApiSettings {
  readonly name: string;
  readonly flavour: Flavour;
  readonly baseUrl: URL;
  readonly region: string;
  readonly service: string;
  /** Fresh ones at every call: those of an object store are empty. */
  readonly routes: () => Readonly<Record<string, Responder>>;
  readonly errorTypes: Readonly<Partial<Record<Verdict, string>>>;
  readonly unsignedPayload: boolean;
  readonly exposeHeaders: readonly string[];
}

/** The options with nothing left open. */
export interface Settings {
  readonly apis: readonly [ApiSettings, ...ApiSettings[]];
  readonly users: readonly MockUser[];
  readonly credentialsLifetime: number;
  readonly now: () => number;
}

const FLAVOURS: Readonly<Record<FlavourName, Flavour>> = { rest, http, 'function-url': functionUrl, s3 };
const API_OPTIONS = [
  'flavour',
  'baseUrl',
  'service',
  'name',
  'routes',
  'errorTypes',
  'unsignedPayload',
  'exposeHeaders',
];
const MOCK_OPTIONS = [...API_OPTIONS, 'region', 'apis', 'users', 'credentialsLifetime', 'now'];
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

const requireKnown = (options: object, known: readonly string[], where: string): void => {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) fail(`${where}${unknown}: there is no such option. There are: ${known.join(', ')}.`);
};

const readText = (value: string | undefined, fallback: string, option: string): string => {
  if (value === undefined) return fallback;
  return typeof value === 'string' && value !== '' ? value : fail(`${option}: expected a string that is not empty.`);
};

const readBaseUrl = (text: string, option: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : fail(`${option}: expected an absolute URL, not '${text}'.`);
  if (!/^https?:$/.test(url.protocol)) fail(`${option}: expected http or https, not '${text}'.`);
  if (url.search || url.hash || url.username)
    fail(`${option}: expected neither query, fragment nor user in '${text}'.`);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
};

const readApi = (options: ApiOptions, defaultRegion: string, where: string): ApiSettings => {
  const { flavour: flavourName = 'rest', routes, errorTypes = {}, exposeHeaders = EXPOSED } = options;
  const flavour = Object.hasOwn(FLAVOURS, flavourName)
    ? FLAVOURS[flavourName]
    : fail(`${where}flavour: expected ${Object.keys(FLAVOURS).join(', ')}, not '${flavourName}'.`);
  for (const [route, respond] of Object.entries(routes ?? {})) {
    parseRoute(route, `${where}routes`);
    if (typeof respond !== 'function')
      fail(`${where}routes['${route}']: expected a function (request, context) => answer.`);
  }
  const region = readText(options.region, defaultRegion, `${where}region`);
  return {
    flavour,
    region,
    name: readText(options.name, flavourName, `${where}name`),
    baseUrl: readBaseUrl(options.baseUrl ?? flavour.defaultBaseUrl(region), `${where}baseUrl`),
    service: readText(options.service, flavour.service, `${where}service`),
    routes: () => routes ?? defaultRoutes(flavourName),
    errorTypes,
    unsignedPayload: options.unsignedPayload ?? flavour.rules.unsignedPayload,
    exposeHeaders,
  };
};

const readApis = (options: AwsMockOptions, region: string): Settings['apis'] => {
  const { apis } = options;
  if (apis === undefined) return [readApi(options, region, '')];
  const stray = API_OPTIONS.find((name) => Object.hasOwn(options, name));
  if (stray !== undefined) fail(`${stray}: with apis it goes into one of them.`);
  if (!Array.isArray(apis) || apis.length === 0) fail('apis: expected a list of at least one API.');
  const settings = apis.map((api: ApiOptions, index) => {
    requireKnown(api, [...API_OPTIONS, 'region'], `apis[${index}].`);
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

const readUser = (user: string | MockUser, index: number): MockUser => {
  const { name, accessKeyId, secretAccessKey } =
    typeof user === 'string'
      ? { name: user }
      : ((user ?? fail(`users[${index}]: expected a name or { name, accessKeyId, secretAccessKey }.`)) as MockUser);
  readText(name ?? '', '', `users[${index}].name`);
  if (accessKeyId === undefined && secretAccessKey === undefined) return { name };
  return {
    name,
    accessKeyId: readText(accessKeyId ?? '', '', `users[${index}].accessKeyId`),
    secretAccessKey: readText(secretAccessKey ?? '', '', `users[${index}].secretAccessKey`),
  };
};

/** Fills in the defaults. @throws TypeError that names the option which is wrong */
export const readOptions = (options: AwsMockOptions): Settings => {
  if (typeof options !== 'object' || options === null) fail('createAwsMock(options): expected an object.');
  requireKnown(options, MOCK_OPTIONS, '');
  const { users = ['alice', 'bob'], credentialsLifetime = '1h', now = Date.now } = options;
  if (!Array.isArray(users) || users.length === 0) fail('users: expected a list of at least one user.');
  if (typeof now !== 'function') fail('now: expected a function that gives the time in milliseconds.');
  const lifetime = toMilliseconds(credentialsLifetime, 'credentialsLifetime');
  if (lifetime <= 0) fail('credentialsLifetime: expected more than 0.');
  return {
    apis: readApis(options, readText(options.region, 'us-east-1', 'region')),
    users: users.map(readUser),
    credentialsLifetime: lifetime,
    now,
  };
};
