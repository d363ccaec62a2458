import { parseAmzDate, toAmzDate } from './amz-date.js';
import { headerValue, splitTarget } from './canonical-request.js';
import { base64, uriDecode, utf8 } from './encoding.js';
import { sha256 } from './hash.js';
import type { CredentialScope } from './signature.js';
import type { ArrivedRequest, SignatureRefusal, SyntaxFlaw } from './types.js';

/** The authorization of a request, from its header or its query. */
export interface Authorization {
  /** Whether it is in the Authorization header or in the query of a presigned URL. */
  readonly mode: 'header' | 'presigned';
  readonly algorithm: string;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** The names of the signed headers, as given. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** The date of the signature, `YYYYMMDD'T'HHMMSS'Z'`. */
  readonly amzDate: string;
  /** The same date in milliseconds since 1970. */
  readonly signedAt: number;
  /** The lifetime of a presigned URL, in seconds. */
  readonly expiresIn?: number;
  readonly sessionToken: string | undefined;
  /** `x-amz-content-sha256`, in a header or in a presigned query. */
  readonly contentSha256: string | undefined;
}

type Fields = Readonly<Record<string, string | undefined>>;

const WEEK = 604_800;
const PRESIGNED = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];
const incomplete = (flaw: SyntaxFlaw, message: string): SignatureRefusal => ({
  reason: 'incomplete-signature',
  message,
  flaw,
});
/** AWS no longer echoes an unreadable header, which may hold a token. */
const hashed = (text: string): string => base64(sha256(utf8(text)));

/** Returns the access key id of a request that may be too malformed to verify, for logs. */
export const accessKeyIdOf = (request: ArrivedRequest): string | undefined =>
  /\bCredential=([^/,\s]+)/.exec(headerValue(request, 'authorization') ?? '')?.[1] ??
  queryFields(request)['X-Amz-Credential']?.split('/')[0];

/** Returns the first value of a query parameter, decoded. */
const queryFields = (request: ArrivedRequest): Fields => {
  const text = (encoded: string): string => new TextDecoder().decode(uriDecode(encoded.replaceAll('+', ' ')));
  const pairs = splitTarget(request.target)
    .query.split('&')
    .map((piece) => [text(piece.split('=', 1)[0] ?? ''), text(piece.slice(piece.indexOf('=') + 1))] as const);
  return Object.fromEntries(pairs.reverse());
};

/**
 * `Algorithm Credential=…, SignedHeaders=…, Signature=…`
 *
 * A space separates pairs, too, so a key that was copied with a space is in two pieces (boto3#2280, leapp#88).
 */
const headerFields = (authorization: string): { algorithm: string; fields: Fields } | SignatureRefusal => {
  const [, algorithm = '', parameters = ''] = /^([^ ]+) ?(.*)$/s.exec(authorization) ?? [];
  const fields: Record<string, string> = {};
  for (const pair of parameters.replace(/ $/, '').split(/, ?| /)) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      return incomplete(
        'header-pair',
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed(pair)}'.`,
      );
    }
    fields[name] = value;
  }
  return { algorithm, fields };
};

const readCredential = (credential: string): { accessKeyId: string; scope: CredentialScope } | SignatureRefusal => {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || !terminator || rest.length) {
    return incomplete(
      'credential',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  return { accessKeyId, scope: { date, region, service, terminator } };
};

const fromFields = (
  mode: Authorization['mode'],
  algorithm: string,
  given: { credential: string; signedHeaders: string; signature: string; amzDate: string },
  rest: Pick<Authorization, 'expiresIn' | 'sessionToken' | 'contentSha256'>,
): Authorization | SignatureRefusal => {
  const credential = readCredential(given.credential);
  if ('reason' in credential) return credential;
  const signedAt = parseAmzDate(given.amzDate);
  if (signedAt === undefined) {
    return incomplete(
      'date',
      `Date must be in ISO-8601 'basic format'. Got '${given.amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const { signature, amzDate } = given;
  // As given: the specification requires lower case, and a name in another case matches no header.
  const signedHeaders = given.signedHeaders.split(';');
  return { mode, algorithm, ...credential, signedHeaders, signature, amzDate, signedAt, ...rest };
};

/** Returns the date of a request: `X-Amz-Date`, else the `Date` header, in either format. */
const dateOf = (request: ArrivedRequest): string | undefined => {
  const date = headerValue(request, 'x-amz-date') ?? headerValue(request, 'date');
  const httpDate = date?.includes(',') ? Date.parse(date) : Number.NaN;
  return Number.isNaN(httpDate) ? date : toAmzDate(httpDate);
};

const fromHeader = (request: ArrivedRequest, header: string): Authorization | SignatureRefusal => {
  const read = headerFields(header);
  if ('reason' in read) return read;
  const { Credential: credential, SignedHeaders: signedHeaders, Signature: signature } = read.fields;
  const amzDate = dateOf(request);
  if (!credential || !signedHeaders || !signature || !amzDate) {
    const missing = Object.entries({ Credential: credential, Signature: signature, SignedHeaders: signedHeaders })
      .filter(([, value]) => !value)
      .map(([name]) => `Authorization header requires '${name}' parameter. `);
    const dateless = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    return incomplete(
      missing.length ? 'header-fields' : 'header-dateless',
      `${missing.join('')}${amzDate ? '' : dateless}(Hashed with SHA-256 and encoded with Base64) Authorization=${hashed(header)}`,
    );
  }
  return fromFields(
    'header',
    read.algorithm,
    { credential, signedHeaders, signature, amzDate },
    {
      sessionToken: headerValue(request, 'x-amz-security-token'),
      contentSha256: headerValue(request, 'x-amz-content-sha256'),
    },
  );
};

const fromQuery = (request: ArrivedRequest, fields: Fields): Authorization | SignatureRefusal => {
  const {
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': credential,
    'X-Amz-Signature': signature,
    'X-Amz-SignedHeaders': signedHeaders,
    'X-Amz-Date': amzDate,
    'X-Amz-Expires': expires,
  } = fields;
  if (!algorithm || !credential || !signature || !signedHeaders || !amzDate) {
    const missing = PRESIGNED.filter((name) => !fields[name]);
    return incomplete(
      'query-fields',
      missing.map((name) => `AWS query-string parameters must include '${name}'.`).join(' '),
    );
  }
  if (expires !== undefined && !/^-?\d+$/.test(expires)) {
    return incomplete('expires-text', 'X-Amz-Expires should be a number');
  }
  if (Number(expires) < 0) return incomplete('expires-negative', 'X-Amz-Expires must be non-negative');
  if (Number(expires) > WEEK) {
    return incomplete(
      'expires-long',
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${WEEK} seconds`,
    );
  }
  return fromFields(
    'presigned',
    algorithm,
    { credential, signedHeaders, signature, amzDate },
    {
      ...(expires === undefined ? {} : { expiresIn: Number(expires) }),
      sessionToken: fields['X-Amz-Security-Token'] ?? headerValue(request, 'x-amz-security-token'),
      contentSha256: fields['X-Amz-Content-Sha256'] ?? headerValue(request, 'x-amz-content-sha256'),
    },
  );
};

/** Reads the Authorization header, else the query of a presigned URL. */
export const readAuthorization = (request: ArrivedRequest): Authorization | SignatureRefusal => {
  const header = headerValue(request, 'authorization');
  if (header) return fromHeader(request, header);
  const fields = queryFields(request);
  const presigned = 'X-Amz-Signature' in fields || 'X-Amz-Credential' in fields || 'X-Amz-Algorithm' in fields;
  return presigned ? fromQuery(request, fields) : { reason: 'missing-authentication' };
};
