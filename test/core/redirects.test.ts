import { expect, test } from 'vitest';
import { hiddenRedirect } from '../../src/core/hidden-redirect.js';
import { nextHop } from '../../src/core/next-hop.js';
import { followRedirects } from '../../src/core/redirects.js';
import type { Answer, Call } from '../../src/core/call.js';
import { toHeaderMap, type WireBody, type WireRequest, wireRequest } from '../../src/core/wire-request.js';

const BODY = new Uint8Array([1]);
const BODY_HEADERS = {
  'content-encoding': 'gzip',
  'content-language': 'en',
  'content-location': '/a',
  'content-type': 'text/plain',
  'content-length': '1',
};
const OTHER_HEADERS = { accept: '*/*', 'content-disposition': 'inline', 'x-content-type': 'a', 'content-types': 'b' };
const request = (method = 'POST', headers = {}, body: WireBody = BODY) =>
  wireRequest(method, 'https://host/a/b?c', toHeaderMap(Object.entries(headers)), body);

test.each([
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [303, 'PUT', 'GET'],
  [303, 'GET', 'GET'],
  [303, 'HEAD', 'HEAD'],
  [301, 'PUT', 'PUT'],
  [302, 'HEAD', 'HEAD'],
  [307, 'POST', 'POST'],
  [308, 'POST', 'POST'],
])('after a %d, a %s continues as a %s', (status, method, next) => {
  expect(nextHop(request(method), status, '/x')?.method).toBe(next);
});

test('a request that becomes a GET loses its body and the headers that describe it', () => {
  const next = nextHop(request('POST', { ...BODY_HEADERS, ...OTHER_HEADERS }), 303, '/x')!;
  expect({ ...next.headers }).toEqual(OTHER_HEADERS);
  expect(Object.getPrototypeOf(next.headers)).toBeNull();
  expect(next.body).toBeUndefined();
});

test('a request that keeps its method keeps its body and headers', () => {
  const next = nextHop(request('POST', { ...BODY_HEADERS, ...OTHER_HEADERS }), 307, '/x')!;
  expect({ ...next.headers }).toEqual({ ...BODY_HEADERS, ...OTHER_HEADERS });
  expect(next.body).toBe(BODY);
});

test.each([
  ['/x', 'https://host/x'],
  ['x?y#z', 'https://host/a/x?y='],
  ['', 'https://host/a/b?c='],
  ['//other/x', 'https://other/x'],
  ['http://other:8080/a b', 'http://other:8080/a%20b'],
])('the location %j leads to %s', (location, href) => {
  expect(nextHop(request(), 307, location)?.url.href).toBe(href);
});

test.each([200, 300, 304, 305, 306, 309, 400, 1301, 3010])('a %d is not a redirect', (status) => {
  expect(nextHop(request(), status, '/x')).toBeUndefined();
});

test('a redirect without a location is not followed', () => {
  expect(nextHop(request(), 302, null)).toBeUndefined();
});

test('a redirect that the browser hides rejects with an error that names the call', () => {
  expect(hiddenRedirect(request())).toMatchObject({
    name: 'RedirectError',
    code: 'redirect-refused',
    message:
      'The server redirects POST host, and browsers hide the target. Call the final URL, or follow no redirects.',
  });
});

/** A journey over servers that answer each URL with the location it redirects to, or with the end. */
const travel = async (
  locations: Record<string, string>,
  call: Partial<Call<Answer>> = {},
  discarded: string[] = [],
) => {
  const sent: string[] = [];
  const left: unknown[] = [];
  const answer = (url: string): Answer => ({
    status: url in locations ? 307 : 200,
    header: (name) => (name === 'location' ? (locations[url] ?? null) : null),
    text: async () => url,
    discard: () => void discarded.push(url),
  });
  const whole = {
    request: wireRequest('GET', 'https://host/1', toHeaderMap([]), undefined),
    redirects: 5,
    leave: async ({ url, headers }) => {
      left.push([url.href, { ...headers }]);
      return answer(url.href);
    },
    ...call,
  } as Call<Answer>;
  const sendSigned = async ({ url }: WireRequest): Promise<Answer> => {
    sent.push(url.href);
    return answer(url.href);
  };
  const { answer: end, hasLeft } = await followRedirects(whole, await sendSigned(whole.request), sendSigned);
  return { end: await end.text(), sent, left, discarded, hasLeft };
};
const LOOP = { 'https://host/1': '/2', 'https://host/2': '/1' };

test('each hop within the origin is signed, and its response discarded', async () => {
  expect(await travel({ 'https://host/1': '/2', 'https://host/2': '/3' })).toEqual({
    end: 'https://host/3',
    sent: ['https://host/1', 'https://host/2', 'https://host/3'],
    left: [],
    discarded: ['https://host/1', 'https://host/2'],
    hasLeft: false,
  });
});

test.each(['https://other/2', 'https://host:8443/2', 'http://host/2'])(
  'a hop to %s leaves the origin without credentials of any kind',
  async (location) => {
    const credentials = ['authorization', 'proxy-authorization', 'cookie', 'x-amz-date', 'x-amz-', 'x-api-key'];
    const others = ['accept', 'x-authorization', 'authorization-2', 'my-x-amz-date', 'cookie2', 'hosts'];
    const headers = toHeaderMap([...credentials, ...others].map((name) => [name, 'a']));
    const { sent, left } = await travel(
      { 'https://host/1': location },
      { request: wireRequest('GET', 'https://host/1', headers, undefined) },
    );
    expect(sent).toEqual(['https://host/1']);
    expect(left).toEqual([[location, Object.fromEntries(others.map((name) => [name, 'a']))]]);
  },
);

test('as many redirects are followed as the call allows; one more rejects', async () => {
  await expect(travel({ 'https://host/1': '/2' }, { redirects: 1 })).resolves.toMatchObject({ end: 'https://host/2' });
  let followed = 0;
  const counting = (_: Answer, next: WireRequest) => {
    followed++;
    return next;
  };
  await expect(travel(LOOP, { redirects: 2, onRedirect: counting })).rejects.toMatchObject({
    name: 'RedirectError',
    code: 'redirect-refused',
    message: 'GET host was redirected more than 2 times.',
  });
  expect(followed).toBe(2);
});

test('a call that follows no redirects gets the redirect', async () => {
  expect(await travel(LOOP, { redirects: 0 })).toMatchObject({ end: 'https://host/1', sent: ['https://host/1'] });
});

test('a stream that has been sent cannot follow a redirect', async () => {
  const body = { stream: new ReadableStream() };
  const streaming = wireRequest('POST', 'https://host/1', toHeaderMap([]), body);
  await expect(travel(LOOP, { request: streaming })).rejects.toMatchObject({
    code: 'redirect-refused',
    message: 'The server redirects POST host, and its body is a stream that cannot be sent again. Call the final URL.',
  });
});

test('the client may change the next hop before it is sent', async () => {
  const { sent } = await travel(
    { 'https://host/1': '/2' },
    { onRedirect: (_, next) => ({ ...next, url: { ...next.url, href: `${next.url.href}?changed` } }) },
  );
  expect(sent).toEqual(['https://host/1', 'https://host/2?changed']);
});

test.each(['file:///etc/hostname', 'data://x/y', 'ftp://api.example.com/', 'javascript:alert(1)'])(
  'a redirect to %s is not followed',
  (location) => {
    const request = wireRequest('GET', 'https://api.example.com/', {}, undefined);
    expect(() => nextHop(request, 302, location)).toThrow();
  },
);

test.each(['ftp://host/2', 'xhttp://host/2', 'http://[bad/2'])(
  'a redirect to %s is refused, and its response discarded',
  async (location) => {
    const discarded: string[] = [];
    const answer: Answer = {
      status: 307,
      header: () => location,
      text: async () => '',
      discard: () => void discarded.push(location),
    };
    const request = wireRequest('GET', 'https://host/1', toHeaderMap([]), undefined);
    const call = { request, redirects: 5, leave: async () => answer } as unknown as Call<Answer>;
    await expect(followRedirects(call, answer, async () => answer)).rejects.toMatchObject({
      code: 'redirect-refused',
      message: 'The server redirects GET host to something that is not an http URL.',
    });
  },
);

test('whether the last hop left the origin is told with its response', async () => {
  expect((await travel({ 'https://host/1': '/2' })).hasLeft).toBe(false);
  expect((await travel({ 'https://host/1': 'https://other/2' })).hasLeft).toBe(true);
});

test('the redirect that is one too many is discarded, and so is that of a stream', async () => {
  const discarded: string[] = [];
  await expect(travel(LOOP, { redirects: 1 }, discarded)).rejects.toThrow('more than 1 times');
  expect(discarded).toEqual(['https://host/1', 'https://host/2']);
});
