import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '#sha256';
import { UnsignableRequestError } from '../core/errors.js';
import { formatQuery, type QueryPair } from '../core/strict-url.js';
import { type HeaderMap, isOneShot, type WireRequest } from '../core/wire-request.js';
import type { AwsCredentialIdentity } from './credentials.js';
import { type ServiceRules, sessionTokenHeader } from './service-rules.js';
import { divideHeaders } from './signed-headers.js';

/** What a signature is made for, besides the request and the credentials. */
export interface SigningSettings extends ServiceRules {
  readonly region: string;
  readonly service: string;
  readonly payload: 'signed' | 'unsigned';
  /** Names of headers to sign too, in lower case. */
  readonly signedHeaders: ReadonlySet<string>;
}

/** A signature with the intermediate results that the specification names. */
export interface Signature {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
}

/** What leaves instead of the request: its headers, signed, or its URL. */
export interface SignedHeaders extends Signature {
  readonly headers: HeaderMap;
}

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const CONTENT_HASH = 'x-amz-content-sha256';

/** The header's name, in the spelling of parameters. */
const tokenParameter = (service: string, host: string): string =>
  sessionTokenHeader(service, host) === 'x-amz-security-token' ? 'X-Amz-Security-Token' : 'X-Amz-S3session-Token';

/** smithy's signer, remembering what it computed on the way. One for each signature, so that calls cannot mix. */
class RecordingSigner extends SignatureV4 {
  canonicalRequest = '';
  stringToSign = '';

  protected override createCanonicalRequest(...request: Parameters<SignatureV4['createCanonicalRequest']>): string {
    this.canonicalRequest = super.createCanonicalRequest(...request);
    return this.canonicalRequest;
  }

  protected override async createStringToSign(
    ...parts: Parameters<SignatureV4['createStringToSign']>
  ): Promise<string> {
    this.stringToSign = await super.createStringToSign(...parts);
    return this.stringToSign;
  }
}

const signerFor = (settings: SigningSettings, credentials: AwsCredentialIdentity): RecordingSigner =>
  new RecordingSigner({
    region: settings.region,
    service: settings.service,
    credentials,
    sha256: Sha256,
    uriEscapePath: settings.normalizePath,
    applyChecksum: settings.contentHashHeader,
  });

/** The query as smithy wants it: decoded values by decoded name. */
const toQueryMap = (pairs: readonly QueryPair[]): Record<string, string | string[]> => {
  const map: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    if (name === '__proto__') {
      throw new UnsignableRequestError('malformed-url', 'A query parameter named __proto__ cannot be signed.');
    }
    const known = map[name];
    map[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  }
  return map;
};

const isReserved = ([name]: QueryPair): boolean =>
  /^x-amz-(algorithm|credential|date|expires|security-token|s3session-token|signedheaders|signature)$/i.test(name);

/** The request as smithy wants it; `host` is signed, and never sent by us. */
const toSmithy = ({ method, url, body }: WireRequest, headers: HeaderMap, unsigned: boolean) => ({
  method,
  protocol: url.protocol,
  hostname: url.host,
  path: url.path,
  query: toQueryMap(url.query),
  headers: { ...headers, host: url.host },
  // smithy takes what it cannot hash for an unsigned payload.
  body: unsigned || isOneShot(body) ? UNHASHABLE : body,
});

const UNHASHABLE = {};
const EVERY_HEADER = { has: () => true } as unknown as Set<string>;

const isUnsigned = ({ payload, unsignedPayload }: SigningSettings): boolean =>
  payload === 'unsigned' || unsignedPayload === 'required';

const requireSignable = ({ url, body }: WireRequest, settings: SigningSettings): void => {
  if (url.query.some(([name]) => /^x-amz-signature$/i.test(name))) {
    throw new UnsignableRequestError(
      'already-signed',
      'The URL has an X-Amz-Signature already. Send it as it is, unsigned.',
    );
  }
  if (settings.payload === 'unsigned' && settings.unsignedPayload === 'refused' && body) {
    throw new UnsignableRequestError(
      'unsigned-payload-refused',
      `${settings.service} does not accept an unsigned payload. Leave out payload: 'unsigned'.`,
    );
  }
};

/**
 * Signs a request in its headers (IAM User Guide, "Create a signed AWS API request").
 *
 * @param signingDate The time of the signature, by the server's clock.
 */
export const signHeaders = async (
  request: WireRequest,
  credentials: AwsCredentialIdentity,
  settings: SigningSettings,
  signingDate: Date,
): Promise<SignedHeaders> => {
  requireSignable(request, settings);
  const { signed, unsigned } = divideHeaders(request.headers, settings.signedHeaders);
  const { sessionToken, ...keys } = credentials;
  const tokenHeader = sessionTokenHeader(settings.service, request.url.host);
  const appended = settings.sessionToken === 'appended';
  // Given as a header and not as part of the credentials, so that smithy does not keep it in the key of its global cache.
  if (sessionToken && !appended) signed[tokenHeader] = sessionToken;
  // The server learns only from this header that the payload is not signed.
  const unhashed = isUnsigned(settings) && (request.body !== undefined || settings.contentHashHeader);
  if (unhashed) signed[CONTENT_HASH] = UNSIGNED_PAYLOAD;

  const signer = signerFor(settings, keys);
  const signableHeaders = settings.signedHeaders as Set<string>;
  const result = await signer.sign(toSmithy(request, signed, unhashed), { signingDate, signableHeaders });
  const { host: _, ...written } = result.headers;
  const headers: HeaderMap = Object.assign(unsigned, written);
  if (sessionToken && appended) headers[tokenHeader] = sessionToken;
  const { canonicalRequest, stringToSign } = signer;
  return { headers, canonicalRequest, stringToSign, signature: headers.authorization!.slice(-64) };
};

/**
 * Signs a request in its URL (S3 API Reference, "Authenticating requests: using query parameters").
 *
 * @param expiresIn How long the URL is valid, in seconds: 1 to 604800.
 */
export const presignUrl = async (
  request: WireRequest,
  credentials: AwsCredentialIdentity,
  settings: SigningSettings,
  signingDate: Date,
  expiresIn: number,
): Promise<string> => {
  requireSignable(request, settings);
  const { url } = request;
  if (url.query.some(isReserved)) {
    throw new UnsignableRequestError(
      'already-signed',
      'The URL has parameters of a presigned URL already. Remove all X-Amz-* of them.',
    );
  }
  const { signed } = divideHeaders(request.headers, settings.signedHeaders);
  const { sessionToken, ...keys } = credentials;
  const token: QueryPair[] = sessionToken ? [[tokenParameter(settings.service, url.host), sessionToken]] : [];
  const appended = settings.sessionToken === 'appended';
  const toSign = { ...request, url: { ...url, query: appended ? url.query : [...url.query, ...token] } };
  const presigned = await signerFor(settings, keys).presign(toSmithy(toSign, signed, !settings.presignsBody), {
    signingDate,
    expiresIn,
    signableHeaders: settings.signedHeaders as Set<string>,
    // Headers stay headers: S3 does not read all of them from the query (aws-sdk-go-v2#1017).
    unhoistableHeaders: EVERY_HEADER,
  });
  const own = new Set(url.query.map(([name]) => name));
  const added = Object.entries(presigned.query ?? {}).filter(([name]) => !own.has(name)) as [string, string][];
  if (appended) added.push(...(token as [string, string][]));
  return `${url.protocol}//${url.host}${url.path}?${formatQuery([...url.query, ...added])}`;
};
