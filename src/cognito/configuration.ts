import { isLoopback, parseUrl } from '../core/scope.js';
import { createReader, fail, type Reader } from './configuration/reader.js';
import { type Setting, SPELLINGS } from './configuration/spellings.js';
import type {
  AuthFlow,
  SessionConfiguration,
  SessionOverrides,
  SessionSettings,
  UserPoolSettings,
} from './configuration/types.js';

export type * from './configuration/types.js';

type Endpoints = SessionOverrides['endpoints'];

const AUTH_FLOWS = ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'];

/** The domains of the partitions whose regions begin so; all others share one. */
const DOMAINS: Readonly<Record<string, string>> = { cn: 'amazonaws.com.cn', eusc: 'amazonaws.eu' };

/**
 * The host of a service in a region, such as `cognito-idp.cn-north-1.amazonaws.com.cn`: where it is called, and how
 * identity pools name a user pool.
 *
 * @param service Such as `cognito-idp`.
 */
export const awsHost = (service: string, region: string): string =>
  `${service}.${region}.${DOMAINS[region.split('-')[0]!] ?? 'amazonaws.com'}`;

/** An endpoint that was given, checked, or AWS's. */
const endpointOf = (
  endpoints: Endpoints,
  name: 'userPool' | 'identityPool' | 'sts',
  service: string,
  region: string,
): string => {
  const given = endpoints?.[name];
  if (given === undefined) return `https://${awsHost(service, region)}/`;
  const { protocol, host, username, href } = parseUrl(given) ?? fail(`endpoints.${name} is no URL.`);
  if (username || (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(host)))) {
    fail(`endpoints.${name} must be https (http on loopback only), without a user name: passwords go there.`);
  }
  return href;
};

/** The region in front of a pool's id, which must not contradict the one that was given, unless an emulator answers. */
const regionOf = (
  { text, nameOf }: Reader<Setting>,
  id: string,
  idSetting: Setting,
  setting: Setting,
  overridden: boolean,
): string => {
  const given = text(setting, /^[a-z][a-z\d-]*$/, "a region's name, such as eu-west-1");
  const stated = id.split(/[_:]/)[0]!;
  if (given && given !== stated && !overridden) {
    fail(`${nameOf(setting)} is ${given}, but ${nameOf(idSetting)} begins with ${stated}. Correct one.`);
  }
  return given ?? stated;
};

const authFlowOf = ({ text, nameOf }: Reader<Setting>): AuthFlow => {
  // The mobile SDKs say in the flow whether CUSTOM_AUTH begins with SRP; here it does when signIn gets a password.
  const flow = text('authFlow')?.replace(/^(CUSTOM_AUTH)_WITH(OUT)?_SRP$/, '$1') ?? 'USER_SRP_AUTH';
  return AUTH_FLOWS.includes(flow)
    ? (flow as AuthFlow)
    : fail(`${nameOf('authFlow')} must be one of ${AUTH_FLOWS.join(', ')}.`);
};

/** Amplify says `true` and `false`, its first generation whether signing in is mandatory. */
const guestOf = ({ nameOf, read }: Reader<Setting>): boolean => {
  const value = read('guest') ?? true;
  if (value === 'enable' || value === 'disable') return value === 'disable';
  return typeof value === 'boolean' ? value : fail(`${nameOf('guest')} must be true or false.`);
};

const userPoolOf = (reader: Reader<Setting>, endpoints: Endpoints): UserPoolSettings | undefined => {
  const { text, missing } = reader;
  const id = text('userPoolId', /^[\w-]+_[\da-z]+$/i, "a user pool's id, such as eu-west-1_AbCd12345");
  const clientId = text('userPoolClientId');
  if (!id && !clientId) return undefined;
  if (!id) return missing('userPoolId');
  const clientSecret = text('userPoolClientSecret');
  const region = regionOf(reader, id, 'userPoolId', 'region', !!endpoints?.userPool);
  return {
    id,
    clientId: clientId ?? missing('userPoolClientId'),
    ...(clientSecret && { clientSecret }),
    region,
    endpoint: endpointOf(endpoints, 'userPool', 'cognito-idp', region),
  };
};

const identityPoolOf = (
  reader: Reader<Setting>,
  endpoints: Endpoints,
  alone: boolean,
): SessionSettings['identityPool'] => {
  const { text, read } = reader;
  const id = text('identityPoolId', /^[\w-]+:[\da-f-]+$/i, "an identity pool's id, such as eu-west-1:1111-2222");
  if (!id) return undefined;
  // Next to a user pool `region` is that pool's: the identity pool may be in another.
  const setting = alone && !read('identityPoolRegion') ? 'region' : 'identityPoolRegion';
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
    return fail('The configuration must be an object.');
  }
  const reader = createReader(input, SPELLINGS);
  const { nameOf } = reader;
  const { endpoints } = input;
  const userPool = userPoolOf(reader, endpoints);
  const identityPool = identityPoolOf(reader, endpoints, !userPool);
  const guest = guestOf(reader);
  const region = (userPool ?? identityPool)?.region;
  if (!region) {
    return fail(
      `Give ${nameOf('userPoolId')} with ${nameOf('userPoolClientId')}, ${nameOf('identityPoolId')}, or all.`,
    );
  }
  return {
    region,
    ...(userPool && { userPool }),
    ...(identityPool && { identityPool }),
    stsEndpoint: endpointOf(endpoints, 'sts', 'sts', (identityPool ?? { region }).region),
    authFlow: authFlowOf(reader),
    guest: guest && !!identityPool,
  };
};
