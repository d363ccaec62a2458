/** What a signed request of a browser carries, over and above what its preflight names. */
const SIGNED_HEADERS = ['authorization', 'content-type', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** Whether a browser asks if it may send the real request (Fetch standard, "CORS-preflight request"). */
export const isPreflight = (request: Request): boolean =>
  request.method === 'OPTIONS' && request.headers.has('origin') && request.headers.has('access-control-request-method');

/** Lets the page of any origin send any request, cookies included. */
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

/** What lets a page of another origin read the answer; none where no browser asks. */
export const corsHeaders = (request: Request, exposeHeaders: readonly string[]): Record<string, string> => {
  const origin = request.headers.get('origin');
  if (origin === null) return {};
  return {
    'access-control-allow-origin': origin,
    // Not `*`: that does not go with credentials, and some clients send cookies.
    'access-control-allow-credentials': 'true',
    ...(exposeHeaders.length ? { 'access-control-expose-headers': exposeHeaders.join(', ') } : {}),
    vary: 'origin',
  };
};
