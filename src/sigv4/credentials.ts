import type { Description, Provider } from '../core/provider.js';
import { CredentialsError } from '../core/errors.js';
import { isHeaderText } from '../core/headers.js';

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

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** An ISO date is what JSON makes of a Date. A number is refused: nobody knows whether it is seconds or milliseconds. */
const timeOf = (expiration: unknown): number | undefined => {
  if (expiration === undefined || expiration === null) return undefined;
  if (expiration instanceof Date) return expiration.getTime();
  return typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN;
};

/** Cognito's and STS's own answers spell the names otherwise. */
const namesIn = (value: unknown): string =>
  typeof value === 'object' && value !== null ? ` (but ${Object.keys(value).join(', ') || 'nothing'})` : '';

/** What keeps a value from being credentials, in words that show none of it. */
const faultOf = (value: AwsCredentialIdentity | null | undefined): string | undefined => {
  if (!isText(value?.accessKeyId)) return `no accessKeyId${namesIn(value)}`;
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = value;
  if (!isText(secretAccessKey)) return `no secretAccessKey${namesIn(value)}`;
  // Of what a header cannot hold, the platform's own error would show the value.
  const broken = 'with a line break or another character that a header cannot hold';
  if (!isHeaderText(accessKeyId)) return `an accessKeyId ${broken}`;
  if ((sessionToken ?? '') !== '' && !isHeaderText(sessionToken))
    return `a sessionToken ${typeof sessionToken === 'string' ? broken : 'that is not a string'}`;
  return Number.isNaN(timeOf(expiration)) ? 'an expiration that is not a valid Date' : undefined;
};

const SHAPE = '{ accessKeyId, secretAccessKey, sessionToken?, expiration? }';

/** Reads what credentials say about themselves, and refuses what is no credentials. */
export const describeCredentials = (value: AwsCredentialIdentity): Description => {
  const fault = faultOf(value);
  if (fault) {
    const message = `The credentials provider gave ${fault}. It must resolve to ${SHAPE}.`;
    throw new CredentialsError('credentials-unavailable', message);
  }
  const { accessKeyId, sessionToken, expiration, principal, identityId } = value;
  return { id: `${accessKeyId}/${sessionToken ?? ''}`, expiration: timeOf(expiration), principal, identityId };
};

/** Static credentials or a provider, as a provider. */
export const toProvider = (
  credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider,
): { provider: AwsCredentialIdentityProvider; fixed: boolean } => {
  if (typeof credentials === 'function') return { provider: credentials, fixed: false };
  const fault = faultOf(credentials);
  if (fault) {
    throw new TypeError(
      `credentials: there is ${fault}. Pass ${SHAPE}, or a function that gives them, such as session.credentials.`,
    );
  }
  return { provider: () => credentials, fixed: true };
};
