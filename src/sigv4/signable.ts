import type { Caller, CredentialSource } from '../core/credential-source.js';
import { IdentityChangedError, UnsignableRequestError } from '../core/errors.js';
import { requireSameUser } from '../core/identity.js';
import type { OptionNames } from '../core/options.js';
import type { ServerClocks } from '../core/server-clocks.js';
import { originOf, type StrictUrl } from '../core/strict-url.js';
import type { WireRequest } from '../core/wire-request.js';
import { type AwsCredentialIdentity, describeCredentials } from './credentials.js';
import { SIGNING_OPTIONS, type SigningOptions } from './settings.js';
import type { SigningSettings } from './engine.js';

/**
 * Options of one signature, which override those of the Authenticator.
 *
 * @example
 * await auth.sign({ url }, { service: 's3', signingDate: new Date('2026-01-01T00:00:00Z') });
 */
export interface SignOptions extends SigningOptions {
  /** The time of the signature. Default: now, by the corrected clock. */
  readonly signingDate?: Date;
  /** Credentials to use instead of the Authenticator's. */
  readonly credentials?: AwsCredentialIdentity;
}

/** The parts of an Authenticator that are needed to sign without sending. */
export interface SigningContext {
  readonly source: CredentialSource<AwsCredentialIdentity>;
  readonly serverClocks: ServerClocks;
  readonly settingsFor: (url: StrictUrl, overrides?: SigningOptions) => SigningSettings;
  /** The Authenticator's own option. */
  readonly payload: SigningOptions['payload'];
  /** Who asked for the signature. */
  readonly caller: Caller;
}

/** The names of {@link SignOptions}. */
export const SIGN_OPTIONS: OptionNames<SignOptions> = { ...SIGNING_OPTIONS, signingDate: 0, credentials: 0 };

/** @throws UnsignableRequestError `foreign-authorization` */
export const requireUnauthenticated = ({ headers }: WireRequest): void => {
  if ('authorization' in headers) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      'The request already has an Authorization header. Remove it before signing.',
    );
  }
};

/**
 * Returns the credentials of a signature: those of the user who asked for it, even if the body took long to read.
 *
 * @throws IdentityChangedError, IdentityUnknownError; otherwise what the provider rejects with.
 */
export const credentialsFor = async (
  { source, caller }: SigningContext,
  { credentials }: SignOptions,
): Promise<AwsCredentialIdentity> => {
  if (credentials) {
    describeCredentials(credentials);
    return credentials;
  }
  const cachedCredentials = await source.getCredentials(caller);
  requireSameUser(caller.epoch);
  if (!source.isCurrent(cachedCredentials)) throw new IdentityChangedError();
  return cachedCredentials.value;
};

/** Returns the time of a signature: the caller's, or now by the server's clock. */
export const getSigningDate = (
  { serverClocks }: SigningContext,
  { signingDate }: SignOptions,
  { url }: WireRequest,
): Date => signingDate ?? new Date(serverClocks.timeFor(originOf(url)));
