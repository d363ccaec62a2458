import { createScope, getCanonicalHeaders, getSigningKey, SignatureV4Base } from '@smithy/signature-v4';
import { hmacHex, Sha256, sha256Hex } from '#sha256';
import type { QueryPair } from '../core/strict-url.js';
import type { HeaderMap } from '../core/wire-request.js';
import { UnsignableRequestError } from '../core/errors.js';
import type { AwsCredentialIdentity } from './credentials.js';
import type { MaybePromise } from '../hash/hmac.js';
import type { ServiceRules } from './service-rules.js';

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

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** smithy's request; its named type is in a package that we do not depend on. */
type HttpRequest = Parameters<typeof getCanonicalHeaders>[0];

/** smithy's steps that do not depend on the credentials, which it leaves to signers derived from it. */
class Canonicalizer extends SignatureV4Base {
  constructor(normalizePath: boolean) {
    const noCredentials = { accessKeyId: '', secretAccessKey: '' };
    super({ region: '', service: '', credentials: noCredentials, sha256: Sha256, uriEscapePath: normalizePath });
  }

  override createCanonicalRequest(request: HttpRequest, headers: HeaderMap, payloadHash: string): string {
    return super.createCanonicalRequest(request, headers, payloadHash);
  }

  override getCanonicalHeaderList(headers: HeaderMap): string {
    return super.getCanonicalHeaderList(headers);
  }

  override formatDate(date: Date): FormattedDate {
    return super.formatDate(date);
  }
}

/** By whether the path is normalized. Made on first use, so that an app that never signs drops smithy from its bundle. */
const canonicalizers = new Map<boolean, Canonicalizer>();
const canonicalizerFor = ({ normalizePath }: ServiceRules): Canonicalizer => {
  let canonicalizer = canonicalizers.get(normalizePath);
  if (!canonicalizer) {
    canonicalizer = new Canonicalizer(normalizePath);
    canonicalizers.set(normalizePath, canonicalizer);
  }
  return canonicalizer;
};

interface FormattedDate {
  readonly longDate: string;
  readonly shortDate: string;
}

/** Cached, because there are many requests in a second. */
let lastDate: (FormattedDate & { readonly second: number }) | undefined;

/** The date of a signature, as AWS writes it, and the credential scope that contains it. */
export interface DatedScope extends FormattedDate {
  readonly scope: string;
}

/** The {@link DatedScope} at a time. */
export const datedScope = (signingDate: Date, settings: SigningSettings): DatedScope => {
  const second = Math.floor(signingDate.getTime() / 1000);
  if (lastDate?.second !== second) lastDate = { second, ...canonicalizerFor(settings).formatDate(signingDate) };
  const { longDate, shortDate } = lastDate;
  return { longDate, shortDate, scope: createScope(shortDate, settings.region, settings.service) };
};

/** The key that some credentials signed with last. */
interface CachedKey {
  readonly secretAccessKey: string;
  readonly settings: SigningSettings;
  readonly shortDate: string;
  key: MaybePromise<Uint8Array>;
}

/** smithy has a cache of its own, but it hashes the secret for each lookup. */
const cachedKeys = new WeakMap<AwsCredentialIdentity, CachedKey>();

const signingKey = (
  owner: AwsCredentialIdentity,
  settings: SigningSettings,
  shortDate: string,
): MaybePromise<Uint8Array> => {
  // Without the session token, so that smithy does not keep it in the key of its global cache.
  const { accessKeyId, secretAccessKey } = owner;
  const cachedKey = cachedKeys.get(owner);
  if (
    cachedKey?.shortDate === shortDate &&
    cachedKey.settings === settings &&
    cachedKey.secretAccessKey === secretAccessKey
  ) {
    return cachedKey.key;
  }
  const { region, service } = settings;
  const key = getSigningKey(Sha256, { accessKeyId, secretAccessKey }, shortDate, region, service);
  const newKey: CachedKey = { secretAccessKey, settings, shortDate, key };
  cachedKeys.set(owner, newKey);
  key.then(
    (bytes) => {
      newKey.key = bytes;
    },
    () => cachedKeys.delete(owner),
  );
  return key;
};

/** The query as smithy wants it: decoded values by decoded name. */
const toQueryMap = (pairs: readonly QueryPair[]): Record<string, string | string[]> => {
  const map: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    if (name === '__proto__') {
      throw new UnsignableRequestError('malformed-url', 'A query parameter named __proto__ cannot be signed.');
    }
    const existing = Object.hasOwn(map, name) ? map[name] : undefined;
    map[name] = existing === undefined ? value : Array.isArray(existing) ? [...existing, value] : [existing, value];
  }
  return map;
};

/** The canonical headers, and their names as `SignedHeaders` lists them. */
export interface CanonicalHeaders {
  readonly values: HeaderMap;
  readonly names: string;
}

/** The {@link CanonicalHeaders} of a request. The names of `headers` are in lower case and include `host`. */
export const toCanonicalHeaders = (headers: HeaderMap, settings: SigningSettings): CanonicalHeaders => {
  const values = getCanonicalHeaders({ headers } as HttpRequest, undefined, settings.signedHeaders as Set<string>);
  return { values, names: canonicalizerFor(settings).getCanonicalHeaderList(values) };
};

/** What a canonical request is made of. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: readonly QueryPair[];
  readonly headers: CanonicalHeaders;
  /** In hexadecimal digits, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
}

/** Computes a signature (IAM User Guide, "Create a signed AWS API request"). */
export const computeSignature = async (
  { method, path, query, headers, payloadHash }: CanonicalParts,
  { longDate, shortDate, scope }: DatedScope,
  credentials: AwsCredentialIdentity,
  settings: SigningSettings,
): Promise<Signature> => {
  const request = { method, path, query: toQueryMap(query) } as HttpRequest;
  const canonicalRequest = canonicalizerFor(settings).createCanonicalRequest(request, headers.values, payloadHash);
  // An await of what is there already would cost each call a turn.
  const hash = sha256Hex(canonicalRequest);
  const stringToSign = [ALGORITHM, longDate, scope, typeof hash === 'string' ? hash : await hash].join('\n');
  const key = signingKey(credentials, settings, shortDate);
  const signature = hmacHex(key instanceof Uint8Array ? key : await key, stringToSign);
  return { canonicalRequest, stringToSign, signature: typeof signature === 'string' ? signature : await signature };
};
