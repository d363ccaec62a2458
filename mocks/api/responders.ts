import type { Caller } from './keys.js';
import type { ArrivedRequest } from '../verifier/types.js';

/** What a responder gets in addition to the request. */
export interface ResponderContext {
  /** The caller of the request. */
  readonly caller: Caller;
  /** The parameters of the route, decoded: `{ id: '7' }`. */
  readonly params: Readonly<Record<string, string>>;
  /** The request as it arrived: the target as sent, all headers, the bytes of the body (even for a GET). */
  readonly arrived: ArrivedRequest;
  /** Creates the service's own "not found" response: `return notFound()`. */
  notFound(): Response;
}

/**
 * Responds to a request whose signature is valid. It returns a `Response`, a JSON value, or nothing (204). An error that it
 * throws is a mistake in the test, and surfaces as msw reports it.
 */
export type Responder = (request: Request, context: ResponderContext) => unknown;

/** Calls a responder and converts its result to a response. As in msw, a responder may also throw a response. */
export const respond = async (responder: Responder, request: Request, context: ResponderContext): Promise<Response> => {
  const result = await Promise.resolve()
    .then(() => responder(request, context))
    .catch((error: unknown) => {
      if (error instanceof Response) return error;
      throw error;
    });
  if (result instanceof Response) return result;
  return result === undefined ? new Response(null, { status: 204 }) : Response.json(result);
};
