import { isLoopback } from '../core/scope.js';
import { createReader, type Reader, type Setting } from './configuration/spellings.js';
import type {
  AuthFlow,
  OAuthConfiguration,
  SessionConfiguration,
  SessionOverrides,
  SessionSettings,
  UserPoolSettings,
} from './configuration/types.js';
import { ConfigurationError } from './errors.js';

export type * from './configuration/types.js';

const AUTH_FLOWS = ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'];
const TEXT = /./;
const REGION = /^[a-z][a-z\d-]*$/;
const USER_POOL_ID = /^[\w-]+_[\da-z]+$/i;
const IDENTITY_POOL_ID = /^[\w-]+:[\da-f-]+$/i;

const fail = (message: string): never => {
  throw new ConfigurationError('configuration', message);
};

const missing = ({ nameOf }: Reader, setting: Setting): never => fail(`${nameOf(setting)} is missing.`);

/** The domains of the partitions whose regions begin so; all others share one. */
const DOMAINS: Readonly<Record<string, string>> = {
  cn: 'amazonaws.com.cn',
  eusc: 'amazonaws.eu',
  'us-iso': 'c2s.ic.gov',
  'us-isob': 'sc2s.sgov.gov',
};

/**
 * The host of a service in a region, such as `cognito-idp.cn-north-1.amazonaws.com.cn`: where it is called, and how
 * identity pools name a user pool.
 *
 * @param service Such as `cognito-idp`.
 */
export const awsHost = (service: string, region: string): string =>
  `${service}.${region}.${DOMAINS[/^(us-iso[a-z]?|[a-z]+)-/.exec(region)?.[1] ?? ''] ?? 'amazonaws.com'}`;

/** An endpoint that was given, checked, or AWS's. */
const endpointOf = (
  endpoints: SessionOverrides['endpoints'],
  name: 'userPool' | 'identityPool' | 'sts',
  service: string,
  region: string,
): string => {
  const given = endpoints?.[name];
  if (given === undefined) return `https://${awsHost(service, region)}/`;
  if (!URL.canParse(given)) return fail(`endpoints.${name} must be an absolute URL, such as https://host/.`);
  const { protocol, host, username, password, href } = new URL(given);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(host))) {
    fail(`endpoints.${name} must be https, because passwords and tokens go there (http is for loopback only).`);
  }
  if (username || password) fail(`endpoints.${name} must have no user name and password in it.`);
  return href;
};

const textOf = ({ nameOf, read }: Reader, setting: Setting, pattern = TEXT, example = 'a text'): string | undefined => {
  const value = read(setting);
  if (value === undefined) return undefined;
  return typeof value === 'string' && pattern.test(value) ? value : fail(`${nameOf(setting)} must be ${example}.`);
};

const listOf = ({ nameOf, read }: Reader, setting: Setting): readonly string[] | undefined => {
  const value = read(setting);
  if (value === undefined) return undefined;
  // aws-exports has several URLs in one text, with commas.
  const list: unknown = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
  return Array.isArray(list) && list.every((item) => typeof item === 'string')
    ? list
    : fail(`${nameOf(setting)} must be a list of texts.`);
};

/** The region in front of a pool's id, which must not contradict the one that was given, unless an emulator answers. */
const regionOf = (reader: Reader, id: string, idSetting: Setting, setting: Setting, overridden: boolean): string => {
  const given = textOf(reader, setting, REGION, "a region's name, such as eu-west-1");
  const stated = id.split(/[_:]/)[0]!;
  if (given && given !== stated && !overridden) {
    fail(`${reader.nameOf(setting)} is ${given}, but ${reader.nameOf(idSetting)} begins with ${stated}. Correct one.`);
  }
  return given ?? stated;
};

const oauthOf = (reader: Reader): OAuthConfiguration | undefined => {
  const domain = textOf(reader, 'oauth.domain');
  const redirectSignIn = listOf(reader, 'oauth.redirectSignIn');
  // aws-exports has an empty object for "none".
  if (!domain && !redirectSignIn) return undefined;
  const clientId = textOf(reader, 'oauth.clientId');
  const clientSecret = textOf(reader, 'oauth.clientSecret');
  const scopes = listOf(reader, 'oauth.scopes');
  const responseType = textOf(reader, 'oauth.responseType');
  return {
    domain: (domain ?? missing(reader, 'oauth.domain')).replace(/^https:\/\/|\/+$/g, ''),
    redirectSignIn: redirectSignIn ?? missing(reader, 'oauth.redirectSignIn'),
    redirectSignOut: listOf(reader, 'oauth.redirectSignOut') ?? [],
    ...(scopes && { scopes }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
    ...(responseType && { responseType }),
  };
};

const authFlowOf = (reader: Reader): AuthFlow => {
  // The mobile SDKs say in the flow whether CUSTOM_AUTH begins with SRP; here it does when signIn gets a password.
  const flow = textOf(reader, 'authFlow')?.replace(/^(CUSTOM_AUTH)_WITH(OUT)?_SRP$/, '$1') ?? 'USER_SRP_AUTH';
  return AUTH_FLOWS.includes(flow)
    ? (flow as AuthFlow)
    : fail(`${reader.nameOf('authFlow')} must be one of ${AUTH_FLOWS.join(', ')}.`);
};

/** Amplify says `true` and `false`, its first generation whether signing in is mandatory. */
const guestOf = ({ nameOf, read }: Reader): boolean => {
  const value = read('guest') ?? true;
  if (value === 'enable' || value === 'disable') return value === 'disable';
  return typeof value === 'boolean' ? value : fail(`${nameOf('guest')} must be true or false.`);
};

const userPoolOf = (reader: Reader, endpoints: SessionOverrides['endpoints']): UserPoolSettings | undefined => {
  const id = textOf(reader, 'userPoolId', USER_POOL_ID, "a user pool's id, such as eu-west-1_AbCd12345");
  const clientId = textOf(reader, 'userPoolClientId');
  if (!id && !clientId) return undefined;
  if (!id) return missing(reader, 'userPoolId');
  const clientSecret = textOf(reader, 'userPoolClientSecret');
  const region = regionOf(reader, id, 'userPoolId', 'region', !!endpoints?.userPool);
  return {
    id,
    clientId: clientId ?? missing(reader, 'userPoolClientId'),
    ...(clientSecret && { clientSecret }),
    region,
    endpoint: endpointOf(endpoints, 'userPool', 'cognito-idp', region),
  };
};

const identityPoolOf = (
  reader: Reader,
  endpoints: SessionOverrides['endpoints'],
  alone: boolean,
): SessionSettings['identityPool'] => {
  const id = textOf(reader, 'identityPoolId', IDENTITY_POOL_ID, "an identity pool's id, such as eu-west-1:1111-2222");
  if (!id) return undefined;
  // Next to a user pool `region` is that pool's: the identity pool may be in another.
  const setting = alone && !reader.read('identityPoolRegion') ? 'region' : 'identityPoolRegion';
  const region = regionOf(reader, id, 'identityPoolId', setting, !!endpoints?.identityPool);
  return { id, region, endpoint: endpointOf(endpoints, 'identityPool', 'cognito-identity', region) };
};

/**
 * Reads a session's configuration: the pools by their ids, or what `awsconfiguration.json`, `amplify_outputs.json` or
 * `aws-exports.js` hold. Keys that say nothing of the pools are left alone.
 *
 * @throws ConfigurationError `configuration` for a key that is missing or wrong, named as the configuration spells it.
 */
export const readConfiguration = (input: SessionConfiguration): SessionSettings => {
  if (typeof input !== 'object' || input === null) {
    return fail('The configuration must be an object: the ids of the pools, or the content of a configuration file.');
  }
  const reader = createReader(input);
  const { endpoints } = input;
  const userPool = userPoolOf(reader, endpoints);
  const identityPool = identityPoolOf(reader, endpoints, !userPool);
  const oauth = oauthOf(reader);
  const guest = guestOf(reader);
  const region = (userPool ?? identityPool)?.region;
  if (!region) {
    return fail(
      `There is no pool: give ${reader.nameOf('userPoolId')} with ${reader.nameOf('userPoolClientId')}, ${reader.nameOf('identityPoolId')}, or all.`,
    );
  }
  return {
    region,
    ...(userPool && { userPool }),
    ...(identityPool && { identityPool }),
    stsEndpoint: endpointOf(endpoints, 'sts', 'sts', (identityPool ?? { region }).region),
    authFlow: authFlowOf(reader),
    guest: guest && !!identityPool,
    ...(oauth && { oauth }),
  };
};
