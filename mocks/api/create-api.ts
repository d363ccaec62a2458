import type { CallLog, MockCall } from './call-log.js';
import type { Faults } from './faults.js';
import type { KeyStore } from './keys.js';
import type { ApiSettings } from '../options.js';
import type { Random } from '../random.js';
import { accessKeyIdOf } from '../verifier/authorization.js';
import { headerValue, splitTarget } from '../verifier/canonical-request.js';
import { utf8 } from '../verifier/encoding.js';
import type { ArrivedRequest } from '../verifier/types.js';
import { arrivedRequest } from './arrived-request.js';
import { answerPreflight, corsHeaders, isPreflight } from './cors.js';
import { COMPLAINTS } from './flavours/complaints.js';
import { lookUp, type Refusal, type RefusalContext } from './flavours/flavour.js';
import { respond } from './responders.js';
import type { ReadJwt } from './token-authorizer.js';
import { compileRoutes, type Outcome, pathBelow, visit } from './visit.js';
import type { Watch } from './watch.js';

/** What the APIs of one mock share. */
export interface World {
  readonly keys: KeyStore;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly random: Random;
  readonly readJwt: ReadJwt;
  /** The server's clock, in milliseconds since 1970. */
  now(): number;
}

/** An API, as handlers and listeners see it. */
export interface Api {
  readonly name: string;
  readonly baseUrl: URL;
  /**
   * Responds to a request.
   *
   * @param wire The request as a listener received it. Undefined if msw intercepted the request; browsers do not check
   * the CORS headers of msw's responses.
   * @param watch Is told what becomes of the request.
   */
  answer(request: Request, wire?: ArrivedRequest, watch?: Watch): Promise<Response>;
  /** Called by a listener for a request that failed. */
  failed?(error: unknown, method: string, target: string): void;
  /** Clears the state of the default routes. */
  reset(): void;
}

/** Creates an API that verifies, refuses and responds like AWS. */
export const createApi = (settings: ApiSettings, world: World): Api => {
  const { name, flavour, baseUrl, region, service, errorTypes, exposeHeaders } = settings;
  const random = world.random.fork(`api/${name}`);
  let routes = compileRoutes(settings.routes());

  const answer: Api['answer'] = async (request, wire, watch) => {
    if (isPreflight(request)) return answerPreflight(request);

    const arrived = wire ?? (await arrivedRequest(request));
    const time = world.now();
    const path = pathBelow(arrived.target, baseUrl) ?? splitTarget(arrived.target).path;
    const outcome = await visit(arrived, settings, routes, { ...world, time });
    const ids = flavour.ids(random, !outcome.refusal);
    const date = { date: new Date(time).toUTCString() };
    const cors = corsHeaders(request, exposeHeaders);

    const context: RefusalContext = { request: arrived, path, region, service, baseUrl, ids };

    const refuse = (refusal: Refusal, headers: Record<string, string>): Response => {
      const reply = flavour.answer(refusal, context);
      const errorType = errorTypes[refusal.reason] ?? reply.errorType;
      return new Response(arrived.method === 'HEAD' ? null : reply.body, {
        status: reply.status,
        headers: {
          'content-type': reply.contentType,
          'content-length': String(utf8(reply.body).length),
          ...(errorType ? { 'x-amzn-errortype': errorType } : {}),
          ...reply.headers,
          ...headers,
        },
      });
    };
    const log = (status: number): void => {
      const call: MockCall = {
        ...describe(arrived),
        api: name,
        time,
        path,
        ...callerOf(outcome),
        status,
        verdict: outcome.refusal?.reason ?? 'ok',
        ...(outcome.refusal && { detail: detailOf(outcome.refusal, context) }),
      };
      world.log.add(call);
      watch?.call(call, arrived, settings);
    };

    if (outcome.refusal) {
      const dropsCors = world.faults.dropsCorsHeaders();
      const response = refuse(outcome.refusal, { ...date, ...ids, ...(dropsCors ? {} : cors) });
      log(response.status);
      // Browsers do not check the CORS headers of msw's responses, so
      // the page gets the network error that it would see.
      return dropsCors && !wire ? Response.error() : response;
    }

    const { responder, params, caller, body } = outcome;
    const decoded = body === arrived.body ? request : unchunked(request, body);
    try {
      const notFound = (): Response => refuse({ reason: 'no-route' }, {});
      const response = await respond(responder, decoded, { caller, params, arrived: { ...arrived, body }, notFound });
      log(response.status);
      return response.type === 'error' ? response : withHeaders(response, { ...date, ...ids, ...cors });
    } catch (error) {
      log(500);
      throw error;
    }
  };

  return {
    name,
    baseUrl,
    answer,
    reset: () => {
      routes = compileRoutes(settings.routes());
    },
  };
};

/** Returns the request without its transfer encoding. */
const unchunked = ({ url, method, headers: sent }: Request, body: Uint8Array): Request => {
  const headers = new Headers(sent);
  const encodings = (headers.get('content-encoding') ?? '')
    .split(/,\s*/)
    .filter((encoding) => encoding !== 'aws-chunked');
  headers.delete('content-encoding');
  if (encodings.some(Boolean)) headers.set('content-encoding', encodings.join(', '));
  return new Request(url, { method, headers, body: Uint8Array.from(body) });
};

/** Returns the log's detail of a refusal, even if the endpoint's own response has none. */
const detailOf = (refusal: Refusal, context: RefusalContext): string =>
  lookUp(COMPLAINTS, refusal, context).message.replace(/(x-amz-security-token[:=])[^\n&]*/gi, '$1[redacted]');

/** Returns the log's description of the caller. */
const callerOf = ({ caller }: Outcome): Pick<MockCall, 'user' | 'identityId'> => {
  if (!caller) return {};
  const { user, identityId } = caller;
  return identityId === undefined ? { user } : { user, identityId };
};

/** Returns the log's description of a request, independent of its outcome. */
const describe = (arrived: ArrivedRequest): Pick<MockCall, 'method' | 'query' | 'signed' | 'accessKeyId'> => {
  const parameters = splitTarget(arrived.target).query.split('&');
  const accessKeyId = accessKeyIdOf(arrived);
  const inHeader = headerValue(arrived, 'authorization')?.startsWith('AWS4-');
  const inQuery = parameters.some((parameter) => parameter.startsWith('X-Amz-Signature='));
  return {
    method: arrived.method,
    query: parameters.filter((parameter) => !parameter.startsWith('X-Amz-')).join('&'),
    signed: inHeader ? 'header' : inQuery ? 'presigned' : headerValue(arrived, 'authorization') ? 'token' : 'no',
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
};

/**
 * Adds missing headers, in place if the platform allows it, because msw keeps cookies with
 * the response object. Headers that are present are set again: msw (since 2.15) forwards
 * only headers that it saw being set, and the platform sets the content type itself.
 */
const withHeaders = (response: Response, headers: Readonly<Record<string, string>>): Response => {
  const present = [...response.headers].filter(([name]) => name !== 'set-cookie');
  try {
    for (const [name, value] of Object.entries({ ...headers, ...Object.fromEntries(present) })) {
      response.headers.set(name, value);
    }
    return response;
  } catch {
    // The headers of a response from fetch are immutable.
    return withHeaders(new Response(response.body, response), headers);
  }
};
