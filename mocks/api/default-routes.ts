import { splitTarget } from '../verifier/canonical-request.js';
import { base64, uriDecode } from '../verifier/encoding.js';
import type { FlavourName } from './flavours/flavour.js';
import { objectStore } from './object-store.js';
import type { Responder } from './responders.js';

/** Returns a body in the form of a Lambda proxy integration. */
const readText = (body: Uint8Array): { body: string | null; isBase64Encoded: boolean } => {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(body), isBase64Encoded: false };
  } catch {
    return { body: base64(body), isBase64Encoded: true };
  }
};

/** Echoes the request and its caller. Each query parameter is a list of its values. */
const echo: Responder = (_request, { caller, arrived }) => {
  const { path, query } = splitTarget(arrived.target);
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    // The parameters of a presigned URL are credentials, so they are not echoed.
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

/** Returns the echo as the `data` of a GraphQL response. */
const graphql: Responder = async (request, context) => ({ data: await echo(request, context) });

/** Returns an empty result, in the XML of the Query protocol. */
const emptyResult: Responder = async (request, { arrived }) => {
  const form = request.method === 'POST' ? new TextDecoder().decode(arrived.body) : splitTarget(arrived.target).query;
  const action = new URLSearchParams(form).get('Action')?.replace(/\W/g, '') ?? '';
  const xml = `<${action}Response><${action}Result/><ResponseMetadata/></${action}Response>`;
  return new Response(xml, { headers: { 'content-type': 'text/xml' } });
};

const echoes = (): Record<string, Responder> => ({ $default: echo });

const ROUTES: Readonly<Record<FlavourName, () => Record<string, Responder>>> = {
  rest: echoes,
  http: echoes,
  'function-url': echoes,
  appsync: () => ({ 'POST /graphql': graphql }),
  s3: objectStore,
  json: echoes,
  query: () => ({ $default: emptyResult }),
  opensearch: echoes,
  bedrock: echoes,
  iot: echoes,
};

/** The routes of an API without the option `routes`. */
export const defaultRoutes = (flavour: FlavourName): Record<string, Responder> => ROUTES[flavour]();
