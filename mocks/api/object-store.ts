import { sha256Hex } from '../verifier/hash.js';
import { escapeXml } from './xml.js';
import type { Responder, ResponderContext } from './responders.js';

type Bytes = Uint8Array<ArrayBuffer>;

interface StoredObject {
  readonly bytes: Bytes;
  readonly headers: Readonly<Record<string, string>>;
}

/** A multipart upload in progress. */
interface Upload {
  readonly type: string;
  readonly parts: Map<number, Bytes>;
}

const xml = (element: string, content: string): Response =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n<${element}>${content}</${element}>`, {
    headers: { 'content-type': 'application/xml' },
  });

const etagOf = (bytes: Bytes): string => `"${sha256Hex(bytes).slice(0, 32)}"`;

const join = (parts: readonly Bytes[]): Bytes => {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};

/** ListObjectsV2, by prefix. With a path-style URL, the bucket is a prefix of all keys. */
const listing = (all: readonly string[], url: string, bucket = ''): Response => {
  const prefix = new URL(url).searchParams.get('prefix') ?? '';
  const keys = all.filter((key) => key.startsWith(bucket)).map((key) => key.slice(bucket.length));
  const found = keys.filter((key) => key.startsWith(prefix)).sort();
  const contents = found.map((key) => `<Contents><Key>${escapeXml(key)}</Key></Contents>`).join('');
  return xml(
    'ListBucketResult',
    `<Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${found.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}`,
  );
};

/** Returns an in-memory object store: single and multipart uploads, GET, list and DELETE ("Amazon S3 API Reference"). */
export const objectStore = (): Record<string, Responder> => {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Upload>();
  let begun = 0;

  const put = (key: string, bytes: Bytes, type: string): string => {
    const etag = etagOf(bytes);
    objects.set(key, { bytes, headers: { etag, 'content-type': type } });
    return etag;
  };
  const typeOf = (request: Request): string => request.headers.get('content-type') ?? 'binary/octet-stream';
  /** Returns the upload that a request names. Undefined if it does not exist. */
  const uploadOf = (query: URLSearchParams): Upload | undefined => uploads.get(query.get('uploadId') ?? '');

  const get: Responder = (request, { params: { key = '' }, notFound }) => {
    const [, bucket] = /^([^/]+)\/?$/.exec(key) ?? [];
    const { searchParams: query } = new URL(request.url);
    if (request.method === 'GET' && bucket && (query.has('list-type') || query.has('prefix'))) {
      return listing([...objects.keys()], request.url, `${bucket}/`);
    }
    const object = objects.get(key);
    if (!object) return notFound();
    return new Response(request.method === 'HEAD' ? null : object.bytes, { headers: object.headers });
  };

  const store = (request: Request, { params: { key = '' }, arrived, notFound }: ResponderContext): Response => {
    const { searchParams: query } = new URL(request.url);
    const bytes = Uint8Array.from(arrived.body);
    if (!query.has('uploadId')) return new Response(null, { headers: { etag: put(key, bytes, typeOf(request)) } });
    const upload = uploadOf(query);
    upload?.parts.set(Number(query.get('partNumber')), bytes);
    return upload ? new Response(null, { headers: { etag: etagOf(bytes) } }) : notFound();
  };

  /** CreateMultipartUpload and CompleteMultipartUpload. */
  const post = (request: Request, { params: { key = '' }, notFound }: ResponderContext): Response => {
    const { searchParams: query } = new URL(request.url);
    if (query.has('uploads')) {
      const id = `upload-${++begun}`;
      uploads.set(id, { type: typeOf(request), parts: new Map() });
      return xml('InitiateMultipartUploadResult', `<Key>${escapeXml(key)}</Key><UploadId>${id}</UploadId>`);
    }
    const upload = uploadOf(query);
    if (!upload) return notFound();
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    const etag = put(key, join(parts), upload.type);
    uploads.delete(query.get('uploadId') ?? '');
    return xml('CompleteMultipartUploadResult', `<Key>${escapeXml(key)}</Key><ETag>${escapeXml(etag)}</ETag>`);
  };

  return {
    'GET /': ({ url }) => listing([...objects.keys()], url),
    'GET /{key+}': get,
    'HEAD /{key+}': get,
    'PUT /{key+}': store,
    'POST /{key+}': post,
    'DELETE /{key+}': ({ url }, { params: { key = '' } }) => {
      const id = new URL(url).searchParams.get('uploadId');
      if (id === null) objects.delete(key);
      else uploads.delete(id);
    },
  };
};
