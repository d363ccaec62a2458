/** The headers of a signed request, allowed even if the preflight does not name them. */
const SIGNED_HEADERS = ['authorization', 'content-type', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
/** The methods that preflights allow. */
export const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** Whether a request is a preflight (Fetch standard, "CORS-preflight request"). */
export const isPreflight = (request: Request): boolean =>
  request.method === 'OPTIONS' && request.headers.has('origin') && request.headers.has('access-control-request-method');

/** Allows the page that asks to send any request, with cookies. A listener asks first whether its origin may. */
export const answerPreflight = (request: Request): Response => {
  const requested = (request.headers.get('access-control-request-headers') ?? '').split(',').map((name) => name.trim());
  const headers = new Headers({
    'access-control-allow-origin': request.headers.get('origin') ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': [...new Set([...SIGNED_HEADERS, ...requested])].filter(Boolean).join(', '),
    'access-control-max-age': '0',
    vary: 'origin',
  });
  // A page of a public site may call the listener on loopback (Private Network Access).
  if (request.headers.has('access-control-request-private-network')) {
    headers.set('access-control-allow-private-network', 'true');
  }
  return new Response(null, { status: 204, headers });
};

/** Returns the headers that let a page of another origin read the response. None for a request without an origin. */
export const corsHeaders = (request: Request, exposeHeaders: readonly string[]): Record<string, string> => {
  const origin = request.headers.get('origin');
  if (origin === null) return {};
  return {
    'access-control-allow-origin': origin,
    // Not `*`, which browsers reject for requests with credentials, and some clients send cookies.
    'access-control-allow-credentials': 'true',
    ...(exposeHeaders.length ? { 'access-control-expose-headers': exposeHeaders.join(', ') } : {}),
    vary: 'origin',
  };
};
