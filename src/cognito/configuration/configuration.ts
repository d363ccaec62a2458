import { isLoopback, parseUrl } from '../../core/scope.js';
import { createReader, fail, type Reader } from './reader.js';
import { type Setting, SPELLINGS } from './spellings.js';
import type { AuthFlow, SessionConfiguration, SessionSettings, UserPoolSettings } from './types.js';

export type * from './types.js';

/** All authentication flows, under the names that configuration files use as well. */
export const AUTH_FLOWS: readonly AuthFlow[] = [
  'USER_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'CUSTOM_AUTH',
  'CUSTOM_AUTH_WITH_SRP',
  'CUSTOM_AUTH_WITHOUT_SRP',
  'USER_AUTH',
];

/** The domains of partitions by the prefix of their regions. All other regions share one domain. */
const DOMAINS: Readonly<Record<string, string>> = { cn: 'amazonaws.com.cn', eusc: 'amazonaws.eu' };

/**
 * Returns the host of a service in a region, such as `cognito-idp.cn-north-1.amazonaws.com.cn`. Identity pools name a
 * user pool by it, too.
 *
 * @param service Such as `cognito-idp`.
 */
export const awsHost = (service: string, region: string): string =>
  `${service}.${region}.${DOMAINS[region.split('-')[0]!] ?? 'amazonaws.com'}`;

/** Returns the configured endpoint after checking it, or AWS's. */
const endpointOf = (
  { text, nameOf, fail }: Reader<Setting>,
  setting: `endpoints.${'userPool' | 'identityPool' | 'sts'}`,
  service: string,
  region: string,
): string => {
  const given = text(setting);
  if (given === undefined) return `https://${awsHost(service, region)}/`;
  // Amplify also allows a bare host.
  const url = /^[\w.-]+$/.test(given) && nameOf(setting) !== setting ? `https://${given}` : given;
  const { protocol, host, username, href } = parseUrl(url) ?? fail(`${nameOf(setting)} is not a URL.`);
  if (username || (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(host)))) {
    fail(`${nameOf(setting)} must be https (http on loopback only) without a user name: it receives passwords.`);
  }
  return href;
};

/**
 * Returns a pool's region. The configured one must match the beginning of the pool's id, unless an endpoint is set
 * (emulators).
 */
const regionOf = (
  { text, nameOf, read, fail }: Reader<Setting>,
  id: string,
  idSetting: Setting,
  setting: Setting,
  endpoint: Setting,
): string => {
  const given = text(setting, /^[a-z][a-z\d-]*$/, "a region's name, such as eu-west-1");
  const stated = id.split(/[_:]/)[0]!;
  if (given && given !== stated && !read(endpoint)) {
    fail(`${nameOf(setting)} is ${given}, but ${nameOf(idSetting)} begins with ${stated}. Correct one of them.`);
  }
  return given ?? stated;
};

const authFlowOf = ({ text, nameOf, fail }: Reader<Setting>): AuthFlow => {
  const flow = text('authFlow') ?? 'USER_SRP_AUTH';
  return (
    AUTH_FLOWS.find((known) => known === flow) ?? fail(`${nameOf('authFlow')} must be one of ${AUTH_FLOWS.join(', ')}.`)
  );
};

/** Amplify uses `true` and `false`; its first generation, `enable` and `disable`. */
const SWITCH: Readonly<Record<string, boolean>> = { true: true, false: false, enable: true, disable: false };

/** Whether guests are allowed. Amplify's first generation has the opposite setting: whether a sign-in is mandatory. */
const guestOf = ({ nameOf, read, fail }: Reader<Setting>): boolean => {
  const on = (setting: Setting): boolean | undefined => {
    const value = read(setting);
    if (value === undefined) return undefined;
    const isSwitch = typeof value === 'boolean' || (setting === 'mandatorySignIn' && typeof value === 'string');
    return (isSwitch ? SWITCH[`${value}`] : undefined) ?? fail(`${nameOf(setting)} must be true or false.`);
  };
  return on('guest') ?? !on('mandatorySignIn');
};

const userPoolOf = (reader: Reader<Setting>): UserPoolSettings | undefined => {
  const { text, missing } = reader;
  const id = text('userPoolId', /^[\w-]+_[\da-z]+$/i, "a user pool's id, such as eu-west-1_AbCd12345");
  const clientId = text('userPoolClientId');
  if (!id && !clientId) return undefined;
  if (!id) return missing('userPoolId');
  if (!clientId) return missing('userPoolClientId');
  // Some files have the client's secret in the hosted UI's section only. There, another provider's client has another
  // id.
  const isSameClient = (text('oauth.clientId') ?? clientId) === clientId;
  const clientSecret = text('userPoolClientSecret') ?? (isSameClient ? text('oauth.clientSecret') : undefined);
  const region = regionOf(reader, id, 'userPoolId', 'region', 'endpoints.userPool');
  return {
    id,
    clientId,
    ...(clientSecret && { clientSecret }),
    region,
    endpoint: endpointOf(reader, 'endpoints.userPool', 'cognito-idp', region),
  };
};

const identityPoolOf = (reader: Reader<Setting>, alone: boolean): SessionSettings['identityPool'] => {
  const { text, read } = reader;
  const id = text('identityPoolId', /^[\w-]+:[\da-f-]+$/i, "an identity pool's id, such as eu-west-1:1111-2222");
  if (!id) return undefined;
  // Next to a user pool, `region` is the user pool's: the identity pool may be in another region.
  const setting = alone && !read('identityPoolRegion') ? 'region' : 'identityPoolRegion';
  const region = regionOf(reader, id, 'identityPoolId', setting, 'endpoints.identityPool');
  return { id, region, endpoint: endpointOf(reader, 'endpoints.identityPool', 'cognito-identity', region) };
};

/**
 * Reads a session's configuration: the pools' ids, or a configuration file or object of Amplify or the mobile SDKs.
 * Ignores keys that do not concern the pools.
 *
 * @throws ConfigurationError `configuration`, naming the missing or wrong key as the configuration spells it
 */
export const readConfiguration = (input: SessionConfiguration): SessionSettings => {
  if (typeof input !== 'object' || input === null) {
    return fail('The configuration must be an object.');
  }
  const reader = createReader(input, SPELLINGS);
  const { nameOf } = reader;
  const userPool = userPoolOf(reader);
  const identityPool = identityPoolOf(reader, !userPool);
  const guest = guestOf(reader);
  const region = (userPool ?? identityPool)?.region;
  if (!region) {
    return reader.fail(
      `Pass ${nameOf('userPoolId')} with ${nameOf('userPoolClientId')}, ${nameOf('identityPoolId')}, or all three.`,
    );
  }
  return {
    region,
    ...(userPool && { userPool }),
    ...(identityPool && { identityPool }),
    stsEndpoint: endpointOf(reader, 'endpoints.sts', 'sts', (identityPool ?? { region }).region),
    authFlow: authFlowOf(reader),
    guest: guest && !!identityPool,
  };
};
