import { utf8 } from './encoding.js';
import { sha256Hex } from './hash.js';

// "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks (Chunked Upload)", and
// the page on trailing headers (S3 API Reference).

/** The values of `x-amz-content-sha256` for an `aws-chunked` body, which say whether its chunks are signed. */
export const CHUNKED: Readonly<Record<string, { readonly signed: boolean }>> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { signed: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { signed: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { signed: true },
};

/** A body without its framing, and what followed it. */
export interface DecodedBody {
  readonly body: Uint8Array;
  /** The trailers, `name:value`, as they arrived. */
  readonly trailers: readonly string[];
}

/** A parsed chunked body. */
interface ChunkedBody {
  readonly chunks: readonly { readonly data: Uint8Array; readonly signature: string | undefined }[];
  /** The trailers, `name:value`, as they arrived. */
  readonly trailers: readonly string[];
}

const CR_LF = [0x0d, 0x0a];

/** The maximum length of a framing line. */
const MAX_LINE = 200;

const lineEnd = (body: Uint8Array, from: number): number => {
  const end = body.subarray(from, from + MAX_LINE).indexOf(CR_LF[0] as number) + from;
  return end >= from && body[end + 1] === CR_LF[1] ? end : -1;
};

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const readTrailers = (text: string): string[] => text.split('\r\n').filter(Boolean);

/** Parses a body: `size[;chunk-signature=…] CRLF data CRLF`, up to a chunk of size 0. Undefined if it is malformed. */
const readChunks = (body: Uint8Array): ChunkedBody | undefined => {
  const chunks: { data: Uint8Array; signature: string | undefined }[] = [];
  for (let at = 0; ; ) {
    const end = lineEnd(body, at);
    if (end < 0) return undefined;
    const [, size, signature] =
      /^([\da-f]{1,8})(?:;chunk-signature=([\da-f]{64}))?$/i.exec(ascii(body.subarray(at, end))) ?? [];
    if (size === undefined) return undefined;
    const start = end + CR_LF.length;
    const length = Number.parseInt(size, 16);
    const data = body.subarray(start, start + length);
    chunks.push({ data, signature });
    if (length === 0) return { chunks, trailers: readTrailers(ascii(body.subarray(start))) };
    if (data.length < length || lineEnd(body, start + length) !== start + length) return undefined;
    at = start + length + CR_LF.length;
  }
};

const join = (chunks: ChunkedBody['chunks']): Uint8Array => {
  const joined = new Uint8Array(chunks.reduce((length, { data }) => length + data.length, 0));
  let at = 0;
  for (const { data } of chunks) {
    joined.set(data, at);
    at += data.length;
  }
  return joined;
};

/** What the signatures of chunks depend on. */
export interface ChunkSigning {
  /** The signature in the Authorization header, the first of the chain. */
  readonly seed: string;
  readonly amzDate: string;
  /** `YYYYMMDD/region/service/aws4_request`. */
  readonly scope: string;
  /** Signs a string to sign. */
  sign(text: string): string;
}

const EMPTY = sha256Hex(new Uint8Array());
const TRAILER_SIGNATURE = 'x-amz-trailer-signature:';

/**
 * Whether the signature of each chunk, and that of the trailers, matches. Each one signs the previous signature, too.
 */
const isSigned = ({ chunks, trailers }: ChunkedBody, { seed, amzDate, scope, sign }: ChunkSigning): boolean => {
  let previous = seed;
  for (const { data, signature } of chunks) {
    const text = ['AWS4-HMAC-SHA256-PAYLOAD', amzDate, scope, previous, EMPTY, sha256Hex(data)].join('\n');
    if (signature !== sign(text)) return false;
    previous = signature;
  }
  if (trailers.length === 0) return true;
  const lines = trailers.filter((line) => !line.startsWith(TRAILER_SIGNATURE)).map((line) => `${line}\n`);
  const text = ['AWS4-HMAC-SHA256-TRAILER', amzDate, scope, previous, sha256Hex(utf8(lines.join('')))].join('\n');
  return trailers.includes(TRAILER_SIGNATURE + sign(text));
};

/**
 * Decodes and verifies a chunked body. Undefined if it is malformed, truncated, or has a chunk that was changed.
 *
 * @param claim The value of `x-amz-content-sha256`.
 * @param decodedLength The value of `x-amz-decoded-content-length`.
 */
export const decodeChunked = (
  body: Uint8Array,
  claim: string,
  decodedLength: string | undefined,
  signing: ChunkSigning,
): DecodedBody | undefined => {
  const read = readChunks(body);
  if (!read || (CHUNKED[claim]?.signed && !isSigned(read, signing))) return undefined;
  const decoded = join(read.chunks);
  return String(decoded.length) === decodedLength ? { body: decoded, trailers: read.trailers } : undefined;
};
