import type { Description, Provider } from '../core/provider.js';
import { CredentialsError } from '../core/errors.js';
import { isHeaderText } from '../core/headers.js';

/** AWS credentials, like the AWS SDK's `AwsCredentialIdentity`. */
export interface AwsCredentialIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For temporary credentials. */
  readonly sessionToken?: string;
  /** When they expire. Default: they are used until a server rejects them. */
  readonly expiration?: Date;
  /** Their owner: any stable identifier of a user; `null` for a guest. Default: not known. */
  readonly principal?: string | null;
  /** The identity in an identity pool, if any. Distinguishes guests. */
  readonly identityId?: string;
}

/**
 * Provides credentials: any AWS SDK provider, or your own function. Called with `{ forceRefresh: true }` to renew.
 *
 * @example
 * const credentials = async () => (await fetch('/credentials')).json();
 */
export type AwsCredentialIdentityProvider = Provider<AwsCredentialIdentity>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** JSON turns a Date into an ISO date. A number is rejected, because it may be in seconds or in milliseconds. */
const toTime = (expiration: unknown): number | undefined => {
  if (expiration === undefined || expiration === null) return undefined;
  // Of any realm.
  if (Object.prototype.toString.call(expiration) === '[object Date]') return (expiration as Date).getTime();
  return typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN;
};

/** An AWS access key id, which IAM makes of a prefix and capital letters and digits. */
const ACCESS_KEY_ID = /^A[KS]IA[A-Z\d]{12,}$/;

/** A name that a developer gave: words, and no digit of a secret. */
const MEMBER_NAME = /^[a-z_]{1,24}$/i;
const MAX_NAMES = 12;

/** Says what a value has instead of a member, without showing any value. */
const describeInstead = (name: string, value: unknown): string => {
  if (typeof value !== 'object' || value === null) return '';
  const members = value as Readonly<Record<string, unknown>>;
  if (name in value) return ` (it is ${members[name] === '' ? 'empty' : typeof members[name]})`;
  if (typeof members.then === 'function') return ' (but a promise: pass the function without calling it)';
  if (typeof members.credentials === 'function') return ' (but a function credentials)';
  // Responses of Cognito and STS spell the names differently. What was parsed by mistake may have a secret for a name.
  const names = Object.keys(value);
  const areNames = names.length <= MAX_NAMES && names.every((member) => MEMBER_NAME.test(member));
  return ` (but ${areNames ? names.join(', ') || 'nothing' : 'other members'})`;
};

/** Returns why a value is not valid credentials, without showing any of it. */
const findFault = (value: AwsCredentialIdentity | null | undefined): string | undefined => {
  if (!isText(value?.accessKeyId)) return `no accessKeyId${describeInstead('accessKeyId', value)}`;
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = value;
  if (!isText(secretAccessKey)) return `no secretAccessKey${describeInstead('secretAccessKey', value)}`;
  if (ACCESS_KEY_ID.test(secretAccessKey) && accessKeyId !== secretAccessKey)
    return 'a secretAccessKey that is an access key id: the two are swapped';
  // The platform's own error for such a header would show the value.
  const invalidText = 'with a line break or another character that a header cannot hold';
  if (!isHeaderText(accessKeyId)) return `an accessKeyId ${invalidText}`;
  if (/\s/.test(accessKeyId)) return 'an accessKeyId with white space';
  if ((sessionToken ?? '') !== '' && !isHeaderText(sessionToken))
    return `a sessionToken ${typeof sessionToken === 'string' ? invalidText : 'that is not a string'}`;
  return Number.isNaN(toTime(expiration)) ? 'an expiration that is not a valid Date' : undefined;
};

const SHAPE = '{ accessKeyId, secretAccessKey, sessionToken?, expiration? }';

/**
 * Reads the metadata of credentials.
 *
 * @throws CredentialsError for anything but credentials.
 */
export const describeCredentials = (value: AwsCredentialIdentity): Description => {
  const fault = findFault(value);
  if (fault) {
    const message = `The credentials provider returned ${fault}. It must resolve to ${SHAPE}.`;
    throw new CredentialsError('credentials-unavailable', message);
  }
  const { accessKeyId, secretAccessKey, sessionToken = '', expiration, principal, identityId } = value;
  const id = `${accessKeyId}/${secretAccessKey}/${sessionToken}`;
  return { id, expiration: toTime(expiration), principal, identityId };
};

/** Wraps static credentials in a provider. */
export const toProvider = (
  credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider,
): { provider: AwsCredentialIdentityProvider; isStatic: boolean } => {
  if (typeof credentials === 'function') return { provider: credentials, isStatic: false };
  const fault = findFault(credentials);
  if (fault) {
    // What was passed by mistake may be a promise that rejects: the error below is the one to read.
    Promise.resolve(credentials).catch(() => {});
    throw new TypeError(
      `credentials: there is ${fault}. Pass ${SHAPE}, or a function that returns them, such as session.credentials.`,
    );
  }
  return { provider: () => credentials, isStatic: true };
};
