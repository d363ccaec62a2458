import { ADMIN_OPERATIONS } from './admin/operations.js';
import { PoolError } from './errors.js';
import { typeError, validationError } from '../constraints.js';
import { type Input, parseInput } from './input.js';
import { MEMBERS } from './members.js';
import { OPERATIONS } from './operations.js';
import { refusal } from './refusals.js';
import type { Output, Pool } from './pool.js';
import { uuid } from './users.js';

const TARGET = 'AWSCognitoIdentityProviderService.';
const EXPOSED = 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date';

/** How Cognito answers a POST that names no operation: with 200, recorded by a public Karate suite. */
const UNTARGETED = { Output: { __type: 'com.amazon.coral.service#UnknownOperationException' }, Version: '1.0' };

/** Who is told of a call. */
export interface CallWatch {
  /** Called before an operation runs. */
  called(operation: string, input: Input): void;
  /** Called with what a trigger threw. */
  failed?(error: unknown): void;
}

/** Creates the function that handles requests to a user pool's endpoint. */
export const answerHttp = async (pool: Pool, request: Request, watch: CallWatch): Promise<Response> => {
  if (request.method === 'OPTIONS') return preflight(request);
  const { pathname } = new URL(request.url);
  const { id, issuer } = pool.settings;
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (pathname.endsWith(`/${id}/.well-known/jwks.json`)) return document(pool, await pool.signer.jwks());
    if (pathname.endsWith(`/${id}/.well-known/openid-configuration`)) return document(pool, discovery(issuer));
    const unknown = /^\/([\w-]+)\/\.well-known\//.exec(pathname)?.[1];
    if (unknown?.includes('_') && unknown !== id)
      return reply(pool, 400, { message: `User pool ${unknown} does not exist.` });
    return reply(pool, 404, { message: `There is nothing at ${pathname}` });
  }
  if (!request.headers.has('x-amz-target')) return reply(pool, 200, UNTARGETED);
  try {
    return reply(pool, 200, await call(pool, request, watch));
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    if (error.cause !== undefined) watch.failed?.(error.cause);
    return reply(
      pool,
      400,
      { __type: error.code, message: error.message },
      {
        'x-amzn-errortype': `${error.code}:`,
        // A header is one line of Latin-1.
        'x-amzn-errormessage': error.message.replace(/[^\x20-\x7e]+/g, ' ').trim(),
      },
    );
  }
};

const call = async (pool: Pool, request: Request, watch: CallWatch): Promise<Output> => {
  const target = request.headers.get('x-amz-target') ?? '';
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : '';
  const signed = pool.authorize ? ADMIN_OPERATIONS.get(name) : undefined;
  const operation = OPERATIONS.get(name) ?? signed;
  if (request.method !== 'POST' || !operation) {
    throw refusal('unknownOperation', target);
  }
  if (signed) await pool.authorize?.(request, name, pool.settings.id);
  const input = parseInput(await request.text());
  checkInput(name, input);
  watch.called(name, input);
  return operation(pool, input);
};

/** @throws PoolError for an input that AWS's service model refuses, before the operation looks at it */
const checkInput = (operation: string, input: Input): void => {
  const members = MEMBERS[operation] ?? {};
  const mistyped = typeError(input, members);
  if (mistyped !== undefined) throw refusal('wrongType', mistyped);
  const error = validationError(input, members);
  if (error !== undefined) throw refusal('invalidMembers', error);
};

const reply = (pool: Pool, status: number, body: Output, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': uuid(pool.random),
      date: new Date(pool.now()).toUTCString(),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': EXPOSED,
      ...headers,
    },
  });

const document = (pool: Pool, body: Output): Response =>
  reply(pool, 200, body, { 'content-type': 'application/json', 'cache-control': 'public, max-age=86400' });

const discovery = (issuer: string): Output => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  response_types_supported: ['code', 'token'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});

const preflight = (request: Request): Response =>
  new Response(null, {
    status: 200,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'HEAD,GET,POST,PUT,PATCH,DELETE',
      'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '*',
      'access-control-expose-headers': EXPOSED,
      // AWS allows caching for a day, but a page under test must not reuse an earlier mock's preflight.
      'access-control-max-age': '0',
      // A page of a public site may call the listener on loopback (Private Network Access).
      ...(request.headers.has('access-control-request-private-network')
        ? { 'access-control-allow-private-network': 'true' }
        : {}),
    },
  });
