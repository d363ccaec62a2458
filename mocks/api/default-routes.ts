import { splitTarget } from '../verifier/canonical-request.js';
import { base64, uriDecode } from '../verifier/encoding.js';
import { sha256Hex } from '../verifier/hash.js';
import type { FlavourName } from './flavours/flavour.js';
import { escapeXml } from '../xml.js';
import type { Responder } from './responders.js';

/** A body as a Lambda proxy integration has it. */
const readText = (body: Uint8Array): { body: string | null; isBase64Encoded: boolean } => {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(body), isBase64Encoded: false };
  } catch {
    return { body: base64(body), isBase64Encoded: true };
  }
};

/** Says what arrived, and who sent it; a query parameter has all its values in a list. */
const echo: Responder = (_request, { caller, arrived }) => {
  const { path, query } = splitTarget(arrived.target);
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    // Those of a presigned URL are credentials, not parameters.
    if (!name.startsWith('X-Amz-')) values.set(name, [...(values.get(name) ?? []), value]);
  }
  return {
    method: arrived.method,
    path: new TextDecoder().decode(uriDecode(path)),
    query: Object.fromEntries(values),
    ...readText(arrived.body),
    user: caller.user,
    ...(caller.identityId === undefined ? {} : { identityId: caller.identityId }),
    accessKeyId: caller.accessKeyId,
  };
};

/** The same where a GraphQL client looks for it. */
const graphql: Responder = async (request, context) => ({ data: await echo(request, context) });

/** An empty result, in the XML of the Query protocol. */
const emptyResult: Responder = async (request, { arrived }) => {
  const form = request.method === 'POST' ? new TextDecoder().decode(arrived.body) : splitTarget(arrived.target).query;
  const action = new URLSearchParams(form).get('Action')?.replace(/\W/g, '') ?? '';
  const xml = `<${action}Response><${action}Result/><ResponseMetadata/></${action}Response>`;
  return new Response(xml, { headers: { 'content-type': 'text/xml' } });
};

/** ListObjectsV2, by prefix. Where the bucket stands in the path, it is the beginning of all keys here. */
const listing = (all: readonly string[], url: string, bucket = ''): Response => {
  const prefix = new URL(url).searchParams.get('prefix') ?? '';
  const keys = all.filter((key) => key.startsWith(bucket)).map((key) => key.slice(bucket.length));
  const found = keys.filter((key) => key.startsWith(prefix)).sort();
  const contents = found.map((key) => `<Contents><Key>${escapeXml(key)}</Key></Contents>`).join('');
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${found.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
  return new Response(body, { headers: { 'content-type': 'application/xml' } });
};

/** Objects by key, in memory. */
const objectStore = (): Record<string, Responder> => {
  const objects = new Map<
    string,
    { readonly bytes: Uint8Array<ArrayBuffer>; readonly headers: Record<string, string> }
  >();
  const get: Responder = (request, { params: { key = '' }, notFound }) => {
    const object = objects.get(key);
    if (!object) return notFound();
    return new Response(request.method === 'HEAD' ? null : object.bytes, { headers: object.headers });
  };
  return {
    'GET /': ({ url }) => listing([...objects.keys()], url),
    'GET /{key+}': (request, context) => {
      const [, bucket] = /^([^/]+)\/?$/.exec(context.params.key ?? '') ?? [];
      const lists = /[?&](list-type|prefix)=/.test(request.url);
      return bucket && lists ? listing([...objects.keys()], request.url, `${bucket}/`) : get(request, context);
    },
    'HEAD /{key+}': get,
    'PUT /{key+}': (request, { params: { key = '' }, arrived }) => {
      const bytes = Uint8Array.from(arrived.body);
      const etag = `"${sha256Hex(bytes).slice(0, 32)}"`;
      const type = request.headers.get('content-type') ?? 'binary/octet-stream';
      objects.set(key, { bytes, headers: { etag, 'content-type': type } });
      return new Response(null, { headers: { etag } });
    },
    'DELETE /{key+}': (_request, { params: { key = '' } }) => void objects.delete(key),
  };
};

/** What an API answers for which the app gave no routes. */
export const defaultRoutes = (flavour: FlavourName): Record<string, Responder> => {
  switch (flavour) {
    case 's3':
      return objectStore();
    case 'appsync':
      return { 'POST /graphql': graphql };
    case 'query':
      return { $default: emptyResult };
    default:
      return { $default: echo };
  }
};
