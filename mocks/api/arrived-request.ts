import type { ArrivedRequest } from '../verifier/types.js';

/** Returns the request target of a URL: path and query. */
const targetOf = (url: string): string => url.replace(/^[^/]*\/\/[^/?#]*/, '').replace(/#.*$/s, '');

/**
 * Describes a request that msw intercepted. The platform has already normalised its URL. Neither browsers nor msw 2
 * show the `host` header, so it is derived from the URL.
 */
export const arrivedRequest = async (request: Request): Promise<ArrivedRequest> => {
  const headers = [...request.headers];
  if (!request.headers.has('host')) headers.push(['host', new URL(request.url).host]);
  const body = new Uint8Array(await request.clone().arrayBuffer());
  return { method: request.method, target: targetOf(request.url), headers, body };
};
