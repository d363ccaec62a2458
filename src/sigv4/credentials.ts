import type { Description, Provider } from '../core/provider.js';
import { CredentialsError } from '../core/errors.js';

/** AWS credentials, as the AWS SDK's `AwsCredentialIdentity` has them. */
export interface AwsCredentialIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
  /** When they expire; without it they are used until the server refuses them. */
  readonly expiration?: Date;
  /** Whose they are: a user, in any form that is the same for the same user; `null` for a guest. Default: not known. */
  readonly principal?: string | null;
  /** The identity in an identity pool, where there is one. Tells guests apart. */
  readonly identityId?: string;
}

/** Gives credentials: any provider of the AWS SDK, or a function of yours. Called with `{ forceRefresh: true }` to renew. */
export type AwsCredentialIdentityProvider = Provider<AwsCredentialIdentity>;

const refuse = (what: string): never => {
  throw new CredentialsError(
    'credentials-unavailable',
    `The credentials provider gave ${what}. It must resolve to { accessKeyId, secretAccessKey, sessionToken?, expiration? }.`,
  );
};

/** Cognito's and STS's own answers spell the names otherwise. */
const namesIn = (value: unknown): string =>
  typeof value === 'object' && value !== null ? ` (but ${Object.keys(value).join(', ') || 'nothing'})` : '';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** An ISO date is what JSON makes of a Date. A number is refused: nobody knows whether it is seconds or milliseconds. */
const timeOf = (expiration: unknown): number | undefined => {
  if (expiration === undefined || expiration === null) return undefined;
  if (expiration instanceof Date) return expiration.getTime();
  return typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN;
};

/** Reads what credentials say about themselves, and refuses what is no credentials. */
export const describeCredentials = (value: AwsCredentialIdentity | null | undefined): Description => {
  if (!isText(value?.accessKeyId)) return refuse(`no accessKeyId${namesIn(value)}`);
  if (!isText(value.secretAccessKey)) return refuse(`no secretAccessKey${namesIn(value)}`);
  const { accessKeyId, sessionToken, expiration, principal, identityId } = value;
  if (sessionToken !== undefined && sessionToken !== null && typeof sessionToken !== 'string')
    refuse('a sessionToken that is not a string');
  const time = timeOf(expiration);
  if (Number.isNaN(time)) refuse('an expiration that is not a valid Date');
  return { id: `${accessKeyId}/${sessionToken ?? ''}`, expiration: time, principal, identityId };
};

/** Static credentials or a provider, as a provider. */
export const toProvider = (
  credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider,
): { provider: AwsCredentialIdentityProvider; fixed: boolean } => {
  if (typeof credentials === 'function') return { provider: credentials, fixed: false };
  if (!isText(credentials?.accessKeyId) || !isText(credentials.secretAccessKey)) {
    throw new TypeError(
      'credentials: pass { accessKeyId, secretAccessKey }, both strings, or a function that gives them, such as session.credentials.',
    );
  }
  return { provider: () => credentials, fixed: true };
};
