import type { Caller } from './keys.js';
import type { ArrivedRequest } from '../verifier/types.js';

/** What a responder knows besides the request. */
export interface ResponderContext {
  /** Who signed the request. */
  readonly caller: Caller;
  /** The parameters of the route, decoded: `{ id: '7' }`. */
  readonly params: Readonly<Record<string, string>>;
  /** The request as it arrived: its target not normalised, all its headers, its bytes (also those of a GET). */
  readonly arrived: ArrivedRequest;
  /** The service's own answer for what is not there: `return notFound()`. */
  notFound(): Response;
}

/**
 * Answers a request whose signature was verified: a `Response`, or anything that JSON can say, or nothing at all (204).
 * An error that it throws is a mistake of the test, and shows as msw shows it.
 */
export type Responder = (request: Request, context: ResponderContext) => unknown;

/** Calls a responder, and makes a response of what it gives. A response may be thrown too, as in msw. */
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
