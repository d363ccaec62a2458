import type { ArrivedRequest } from '../verifier/types.js';

/** The part of a URL that goes into the request line: path and query. */
const targetOf = (url: string): string => url.replace(/^[^/]*\/\/[^/?#]*/, '').replace(/#.*$/s, '');

/**
 * What can be known of a request that msw caught. The platform has normalised its URL by then, and neither a browser
 * nor msw 2 shows the `host` header, which follows from the URL.
 */
export const arrivedRequest = async (request: Request): Promise<ArrivedRequest> => {
  const headers = [...request.headers];
  if (!request.headers.has('host')) headers.push(['host', new URL(request.url).host]);
  const body = new Uint8Array(await request.clone().arrayBuffer());
  return { method: request.method, target: targetOf(request.url), headers, body };
};
