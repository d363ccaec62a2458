import { isBlob, readBlob } from '../core/body.js';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256, sha256Hex } from '#sha256';
import { UnsignableRequestError } from '../core/errors.js';
import type { QueryPair } from '../core/strict-url.js';
import { type HeaderMap, isOneShot, type WireBody, type WireRequest } from '../core/wire-request.js';
import type { AwsCredentialIdentity } from './credentials.js';
import type { Computed } from './hmac.js';
import { type ServiceRules, sessionTokenHeader } from './service-rules.js';
import { divideHeaders } from './signed-headers.js';

/** smithy's request; its named type is in a package that we do not depend on. */
type HttpRequest = Parameters<SignatureV4['presign']>[0];

/** The settings of a signature. */
export interface SigningSettings extends ServiceRules {
  readonly region: string;
  readonly service: string;
  readonly payload: 'signed' | 'unsigned';
  /** Names of headers to sign too, in lower case. */
  readonly signedHeaders: ReadonlySet<string>;
}

/** A signature and the intermediate results that the specification names. */
export interface Signature {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
}

/** The headers to send, signed. */
export interface SignedHeaders extends Signature {
  readonly headers: HeaderMap;
}

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const CONTENT_HASH = 'x-amz-content-sha256';

/** smithy's signer with the steps that are overridden here, one of which its types keep private. */
interface Engine extends Pick<SignatureV4, 'sign' | 'presign'> {
  createCanonicalRequest(request: HttpRequest, headers: HeaderMap, payloadHash: string): string;
  createStringToSign(longDate: string, scope: string, canonicalRequest: string, algorithm: string): Promise<string>;
  getSigningKey(credentials: AwsCredentialIdentity, region: string, shortDate: string): Promise<Uint8Array>;
  formatDate(date: Date): FormattedDate;
}
const Engine = SignatureV4 as unknown as new (options: ConstructorParameters<typeof SignatureV4>[0]) => Engine;

interface FormattedDate {
  readonly longDate: string;
  readonly shortDate: string;
}

/** The key that some credentials signed with last. */
interface KnownKey {
  readonly secretAccessKey: string;
  readonly settings: SigningSettings;
  readonly shortDate: string;
  readonly key: Promise<Uint8Array>;
}

/** smithy has a cache of its own, but it hashes the secret for each lookup. */
const knownKeys = new WeakMap<AwsCredentialIdentity, KnownKey>();
let lastDate: (FormattedDate & { readonly second: number }) | undefined;

/** smithy's signer, which records its intermediate results. One for each signature, so that calls cannot mix. */
export class RecordingSigner extends Engine {
  readonly #settings: SigningSettings;
  readonly #owner: AwsCredentialIdentity;
  canonicalRequest = '';
  stringToSign = '';

  constructor(settings: SigningSettings, credentials: AwsCredentialIdentity) {
    const { accessKeyId, secretAccessKey } = credentials;
    super({
      region: settings.region,
      service: settings.service,
      // Without the session token, so that smithy does not keep it in the key of its global cache.
      credentials: { accessKeyId, secretAccessKey },
      sha256: Sha256,
      uriEscapePath: settings.normalizePath,
      applyChecksum: settings.contentHashHeader,
    });
    this.#settings = settings;
    this.#owner = credentials;
  }

  override createCanonicalRequest(request: HttpRequest, headers: HeaderMap, payloadHash: string): string {
    this.canonicalRequest = super.createCanonicalRequest(request, headers, payloadHash);
    return this.canonicalRequest;
  }

  /** As smithy does, but hashes the text itself: converting to bytes and back costs as much as the hash. */
  override createStringToSign(
    longDate: string,
    credentialScope: string,
    canonicalRequest: string,
    algorithm: string,
  ): Promise<string> {
    const finish = (hash: string): string => {
      this.stringToSign = `${algorithm}\n${longDate}\n${credentialScope}\n${hash}`;
      return this.stringToSign;
    };
    const hash = sha256Hex(canonicalRequest);
    return typeof hash === 'string' ? Promise.resolve(finish(hash)) : hash.then(finish);
  }

  override getSigningKey(keys: AwsCredentialIdentity, region: string, shortDate: string): Promise<Uint8Array> {
    const { secretAccessKey } = keys;
    const settings = this.#settings;
    let known = knownKeys.get(this.#owner);
    if (known?.shortDate !== shortDate || known.settings !== settings || known.secretAccessKey !== secretAccessKey) {
      const key = super.getSigningKey(keys, region, shortDate);
      known = { secretAccessKey, settings, shortDate, key };
      knownKeys.set(this.#owner, known);
      key.catch(() => knownKeys.delete(this.#owner));
    }
    return known.key;
  }

  /** Cached, because there are many requests in a second. */
  override formatDate(date: Date): FormattedDate {
    const second = Math.floor(date.getTime() / 1000);
    if (lastDate?.second !== second) lastDate = { second, ...super.formatDate(date) };
    return lastDate;
  }
}

/** The query as smithy wants it: decoded values by decoded name. */
const toQueryMap = (pairs: readonly QueryPair[]): Record<string, string | string[]> => {
  const map: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    if (name === '__proto__') {
      throw new UnsignableRequestError('malformed-url', 'A query parameter named __proto__ cannot be signed.');
    }
    const known = Object.hasOwn(map, name) ? map[name] : undefined;
    map[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  }
  return map;
};

/** The parameter of a presigned URL. */
const SIGNED = /^x-amz-signature$/i;
/** The request as smithy takes it; `host` is signed, but the platform sends it. */
export const toSmithy = ({ method, url }: WireRequest, headers: HeaderMap, hash: string | undefined): HttpRequest => {
  headers.host = url.host;
  // smithy takes the hash from this header instead of computing it.
  if (hash) headers[CONTENT_HASH] = hash;
  return { method, protocol: url.protocol, hostname: url.host, path: url.path, query: toQueryMap(url.query), headers };
};

/** Keeps the header that tells smithy the hash out of the signature. */
export const UNSENT: Set<string> = new Set([CONTENT_HASH]);
const isUnsigned = ({ payload, unsignedPayload }: SigningSettings): boolean =>
  payload === 'unsigned' || unsignedPayload === 'required';

/** The payload's hash in the canonical request; smithy knows that of an empty payload. */
export const hashOf = (body: WireBody): Computed<string> | undefined => {
  if (isBlob(body)) return readBlob(body).then(sha256Hex);
  return body && (isOneShot(body) ? UNSIGNED_PAYLOAD : sha256Hex(body));
};

/**
 * Refuses a request that is signed already, or whose service takes no unsigned payload.
 *
 * @param reserved Names of query parameters that must not be there.
 * @throws UnsignableRequestError `already-signed`, `unsigned-payload-refused`
 */
export const requireSignable = ({ url, body }: WireRequest, settings: SigningSettings, reserved: RegExp): void => {
  const taken = url.query.find(([name]) => reserved.test(name))?.[0];
  if (taken) {
    throw new UnsignableRequestError(
      'already-signed',
      `The URL already contains ${taken}. Send it unsigned, or remove its X-Amz-* parameters.`,
    );
  }
  if (settings.payload === 'unsigned' && settings.unsignedPayload === 'refused' && body) {
    throw new UnsignableRequestError(
      'unsigned-payload-refused',
      `${settings.service} does not accept an unsigned payload. Remove payload: 'unsigned'.`,
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
  requireSignable(request, settings, SIGNED);
  const { body, url } = request;
  const { service, contentHashHeader, signedHeaders } = settings;
  const { signed, unsigned } = divideHeaders(request.headers, signedHeaders);
  const { sessionToken } = credentials;
  const tokenHeader = sessionTokenHeader(service, url.host);
  const appended = settings.sessionToken === 'appended';
  if (sessionToken && !appended) signed[tokenHeader] = sessionToken;
  // Only this header tells the server that the payload is not signed.
  const unhashed = isUnsigned(settings) && (body !== undefined || contentHashHeader);
  const computed = unhashed ? UNSIGNED_PAYLOAD : hashOf(body);
  const hash = typeof computed === 'object' ? await computed : computed;
  const sent = unhashed || contentHashHeader;

  const signer = new RecordingSigner(settings, credentials);
  const { headers: written } = await signer.sign(toSmithy(request, signed, hash), {
    signingDate,
    signableHeaders: signedHeaders as Set<string>,
    ...(!sent && { unsignableHeaders: UNSENT }),
  });
  const headers: HeaderMap = Object.assign(unsigned, written);
  delete headers.host;
  if (!sent) delete headers[CONTENT_HASH];
  if (sessionToken && appended) headers[tokenHeader] = sessionToken;
  const { canonicalRequest, stringToSign } = signer;
  return { headers, canonicalRequest, stringToSign, signature: headers.authorization!.slice(-64) };
};
