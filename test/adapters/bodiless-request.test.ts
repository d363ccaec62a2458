import ky from 'ky';
import ky1 from 'ky1';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, onTestFinished, test } from 'vitest';
import { countingProvider, EXPIRED, refuse, startServer } from '../journey/support.js';

/** Firefox has no `Request.body`, nor has React Native. */
const withoutRequestBody = (): void => {
  const own = Object.getOwnPropertyDescriptor(Request.prototype, 'body')!;
  Object.defineProperty(Request.prototype, 'body', { get: () => undefined, configurable: true });
  onTestFinished(() => {
    Object.defineProperty(Request.prototype, 'body', own);
  });
};
const form = (): FormData => {
  const data = new FormData();
  data.set('a', new Blob(['1']));
  return data;
};
const BODIES: Record<string, [make: () => BodyInit, arrives: RegExp, type: RegExp]> = {
  'a string': [() => 'ä', /^ä$/, /^text\/plain/],
  bytes: [() => new Uint8Array([97, 98]).subarray(1), /^b$/, /^undefined$/],
  'a Blob': [() => new Blob(['a'], { type: 'text/csv' }), /^a$/, /^text\/csv$/],
  URLSearchParams: [() => new URLSearchParams({ a: 'b' }), /^a=b$/, /^application\/x-www-form-urlencoded/],
  FormData: [form, /name="a".*\r\n\r\n1\r\n/s, /^multipart\/form-data; boundary=/],
};

const senders: Record<
  string,
  (auth: ReturnType<typeof createSigV4>) => (url: string, body: BodyInit) => Promise<Response>
> = {
  fetch: (auth) => (url, body) => wrapFetch(fetch, auth)(new Request(url, { method: 'POST', body })),
  'fetch of the app': (auth) => (url, body) =>
    wrapFetch((...call) => fetch(...call), auth)(new Request(url, { method: 'POST', body })),
  'ky 2': (auth) => (url, body) => wrapKy(ky, auth).post(url, { body }),
  'ky 1': (auth) => (url, body) => wrapKy(ky1, auth).post(url, { body }),
};

test.each(Object.keys(senders).flatMap((sender) => Object.keys(BODIES).map((body) => [sender, body] as const)))(
  '%s sends %s whole, and again after a 403, where Requests have no body',
  async (sender, kind) => {
    withoutRequestBody();
    const { url, arrivals } = await startServer(({ key }, response) =>
      key === 'KEY1' ? refuse(response, EXPIRED) : 200,
    );
    const auth = createSigV4({ credentials: countingProvider(), region: 'eu-west-1', service: 's3', origins: url });
    const [make, arrives, type] = BODIES[kind]!;
    expect((await senders[sender]!(auth)(url, make())).status).toBe(200);
    expect(arrivals.map(({ key }) => key)).toEqual(['KEY1', 'KEY2']);
    for (const { body, headers } of arrivals) {
      expect(body.toString()).toMatch(arrives);
      expect(String(headers['content-type'])).toMatch(type);
      // The body that is signed is the body that leaves.
      const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(body));
      expect(headers['x-amz-content-sha256']).toBe(Buffer.from(hash).toString('hex'));
    }
  },
);

test('the body of a GET or HEAD is not read, and auth.sign accepts a Request as well', async () => {
  withoutRequestBody();
  const { url, arrivals } = await startServer(() => 200);
  const auth = createSigV4({ credentials: countingProvider(), region: 'eu-west-1', service: 's3', origins: url });
  const request = new Request(url);
  request.arrayBuffer = () => expect.unreachable();
  await wrapFetch(fetch, auth)(request);
  await wrapFetch(fetch, auth)(new Request(url, { method: 'HEAD' }));
  expect(arrivals.map(({ method, body }) => [method, body.length])).toEqual([
    ['GET', 0],
    ['HEAD', 0],
  ]);
  const signed = await auth.sign(new Request(url, { method: 'POST', body: 'a' }));
  expect(new TextDecoder().decode(signed.body as Uint8Array)).toBe('a');
});
