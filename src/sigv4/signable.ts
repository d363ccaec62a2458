import { readBody } from '../core/body.js';
import type { Caller, CredentialSource } from '../core/credential-source.js';
import { IdentityChangedError, UnsignableRequestError } from '../core/errors.js';
import { toHeaderPairs } from '../core/headers.js';
import { requireSameUser } from '../core/identity.js';
import { type OptionNames, requireKnownOptions } from '../core/options.js';
import { readRequestBody } from '../core/request-body.js';
import type { ServerClocks } from '../core/server-clocks.js';
import { originOf, type StrictUrl } from '../core/strict-url.js';
import { type HeaderMap, toHeaderMap, type WireRequest, wireRequest } from '../core/wire-request.js';
import { type AwsCredentialIdentity, describeCredentials } from './credentials.js';
import { SIGNING_OPTIONS, type SigningOptions } from './settings.js';
import type { SigningSettings } from './engine.js';

/** A request to sign with {@link SigV4Authenticator.sign}. */
export interface SignableRequest {
  /** Default: `GET`. */
  readonly method?: string;
  /** Absolute. A string is used as written, dot segments included. */
  readonly url: string | URL;
  /** Pairs may repeat a name. */
  readonly headers?: Headers | Record<string, string> | readonly (readonly [string, string])[];
  /** Text, bytes, Blob, FormData, URLSearchParams or a stream. A plain object is serialised if the content type is JSON. */
  readonly body?: unknown;
}

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

const REQUEST_PARTS: OptionNames<SignableRequest> = { method: 0, url: 0, headers: 0, body: 0 };
/** The names of {@link SignOptions}. */
export const SIGN_OPTIONS: OptionNames<SignOptions> = { ...SIGNING_OPTIONS, signingDate: 0, credentials: 0 };

const isRequest = (request: SignableRequest | Request): request is Request =>
  typeof (request as Request | undefined)?.clone === 'function';

const readRequest = async (request: Request): Promise<SignableRequest> => {
  const { method, url, headers } = request;
  return { method, url, headers, body: (await readRequestBody(request.clone())) ?? null };
};

/** Whether a body is a plain object or an array. */
const isPlain = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  // From any realm.
  return Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** Converts a request to a wire request. Waits only if the body has to be read. */
export const toWire = async (input: SignableRequest | Request, streaming: boolean): Promise<WireRequest> => {
  const requestInit = isRequest(input) ? await readRequest(input) : input;
  if (typeof requestInit !== 'object' || !requestInit?.url) {
    throw new TypeError('sign: pass { method, url, headers, body } or a Request.');
  }
  if (requestInit === input) requireKnownOptions('sign', requestInit, REQUEST_PARTS);
  const { method = 'GET', url, headers = {}, body } = requestInit;
  const headerMap: HeaderMap = toHeaderMap(toHeaderPairs(headers));
  const isJson = isPlain(body) && /json/i.test(headerMap['content-type'] ?? '');
  const content = readBody(isJson ? JSON.stringify(body) : body, streaming);
  const bodyContent = 'then' in content ? await content : content;
  // Text implies no type here: the caller's headers determine it.
  if (bodyContent.contentType && typeof body !== 'string') headerMap['content-type'] ??= bodyContent.contentType;
  if ('authorization' in headerMap) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      'The request already has an Authorization header. Remove it before signing.',
    );
  }
  return wireRequest(method, String(url), headerMap, bodyContent.body);
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
