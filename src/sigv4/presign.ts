import { isForm } from '../core/body.js';
import { UnsignableRequestError } from '../core/errors.js';
import { type OptionNames, requireKnownOptions } from '../core/options.js';
import { formatQuery, type QueryPair } from '../core/strict-url.js';
import type { WireRequest } from '../core/wire-request.js';
import type { AwsCredentialIdentity } from './credentials.js';
import { ALGORITHM, toCanonicalHeaders, computeSignature, datedScope, type SigningSettings } from './engine.js';
import { sessionTokenHeader } from './service-rules.js';
import { splitHeaders } from './signed-headers.js';
import { readPresignable, type SignableRequest } from './read-signable.js';
import {
  credentialsFor,
  getSigningDate,
  requireUnauthenticated,
  SIGN_OPTIONS,
  type SigningContext,
  type SignOptions,
} from './signable.js';
import { hashBody, requireSignable, UNSIGNED_PAYLOAD } from './signer.js';

/**
 * Options of `presign`.
 *
 * @example
 * await auth.presign(url, { method: 'PUT', headers: { 'content-type': 'image/png' }, expiresIn: 600 });
 */
export interface PresignOptions extends SignOptions, Pick<SignableRequest, 'method' | 'headers' | 'body'> {
  /** How long the URL is valid, in seconds, from 1 to 604800 (a week). Default: 900. */
  readonly expiresIn?: number;
}

const PRESIGN_OPTIONS: OptionNames<PresignOptions> = { ...SIGN_OPTIONS, method: 0, headers: 0, body: 0, expiresIn: 0 };

const WEEK = 604_800;

/** Returns the session token's header as a query parameter. */
const tokenParameter = (service: string, host: string): string =>
  sessionTokenHeader(service, host) === 'x-amz-security-token' ? 'X-Amz-Security-Token' : 'X-Amz-S3session-Token';

/** What presigning adds. */
const RESERVED = /^x-amz-(algorithm|credential|date|expires|security-token|s3session-token|signedheaders|signature)$/i;

/**
 * Signs a request in its query (S3 API Reference, "Authenticating requests: using query parameters").
 *
 * @param expiresIn How long the URL is valid, in seconds, from 1 to 604800.
 */
const presignUrl = async (
  request: WireRequest,
  credentials: AwsCredentialIdentity,
  settings: SigningSettings,
  signingDate: Date,
  expiresIn: number,
): Promise<string> => {
  requireSignable(request, settings, RESERVED);
  const { url } = request;
  const { signed } = splitHeaders(request.headers, settings.signedHeaders);
  const { sessionToken } = credentials;
  const token: QueryPair[] = sessionToken ? [[tokenParameter(settings.service, url.host), sessionToken]] : [];
  const appendsToken = settings.sessionToken === 'appended';
  const hash = settings.presignsBody ? await hashBody(request.body) : UNSIGNED_PAYLOAD;
  const credentialScope = datedScope(signingDate, settings);
  // Headers stay headers, because S3 does not read all of them from the query (aws-sdk-go-v2#1017).
  const canonicalHeaders = toCanonicalHeaders({ ...signed, host: url.host }, settings);
  const query: QueryPair[] = [
    ...url.query,
    ...(appendsToken ? [] : token),
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${credentialScope.scope}`],
    ['X-Amz-Date', credentialScope.longDate],
    ['X-Amz-Expires', String(expiresIn)],
    ['X-Amz-SignedHeaders', canonicalHeaders.names],
  ];
  const parts = { method: request.method, path: url.path, query, headers: canonicalHeaders, payloadHash: hash };
  const { signature } = await computeSignature(parts, credentialScope, credentials, settings);
  query.push(['X-Amz-Signature', signature], ...(appendsToken ? token : []));
  return `${url.protocol}//${url.host}${url.path}?${formatQuery(query)}`;
};

/** Implements `auth.presign`, for a request that may have been read already. */
export const presign = async (
  context: SigningContext,
  url: string | URL,
  overrides: PresignOptions = {},
  read?: Promise<WireRequest>,
): Promise<string> => {
  requireKnownOptions('presign', overrides, PRESIGN_OPTIONS);
  const { expiresIn = 900, body } = overrides;
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > WEEK) {
    throw new RangeError(`presign: expiresIn must be a whole number of seconds from 1 to ${WEEK} (a week).`);
  }
  if (isForm(body)) {
    throw new UnsignableRequestError(
      'unsupported-body',
      'presign: FormData gets a new boundary when it is sent, so it cannot be signed in advance. Pass bytes.',
    );
  }
  const request = await (read ?? readPresignable(url, overrides));
  requireUnauthenticated(request);
  const credentials = await credentialsFor(context, overrides);
  const settings = context.settingsFor(request.url, overrides);
  return presignUrl(request, credentials, settings, getSigningDate(context, overrides, request), expiresIn);
};
