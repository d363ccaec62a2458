import ky from 'ky';
import ky1 from 'ky1';
import { type AwsCredentialIdentity, createSigV4 } from 'sigv4-interceptor';
import { type SignedRequestInit, wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, test } from 'vitest';
import { credentials, startServer } from '../journey/support.js';

const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' };
const majors = [
  ['ky 2', ky],
  ['ky 1', ky1 as unknown as typeof ky],
] as const;

/** What the platform's fetch is told of a call in scope. */
const toldOf = async (input: Request | string, init?: SignedRequestInit): Promise<Request> => {
  let told: Request | undefined;
  const inner: typeof fetch = async (...call) => {
    // Node loses the referrer policy of a Request that it copies.
    told = call[0] instanceof Request ? call[0] : new Request(...call);
    return new Response();
  };
  await wrapFetch(inner, createSigV4(scope))(input as string, init);
  return told!;
};
const url = 'https://abc.execute-api.eu-west-1.amazonaws.com/x';

test.each<[string, RequestInit]>([
  ['keepalive', { keepalive: true }],
  ['credentials', { credentials: 'include' }],
  ['mode', { mode: 'same-origin' }],
  ['cache', { cache: 'no-store' }],
  ['referrerPolicy', { referrerPolicy: 'no-referrer' }],
])("a Request's %s reaches the platform, and so does the init's", async (_, init) => {
  expect(await toldOf(new Request(url, init))).toMatchObject(init);
  expect(await toldOf(url, init)).toMatchObject(init);
  expect(await toldOf(new Request(url), init)).toMatchObject(init);
});

test("a Request's redirect is ours to follow, unless it is to be an error", async () => {
  expect(await toldOf(new Request(url))).toMatchObject({ redirect: 'manual' });
  expect(await toldOf(new Request(url, { redirect: 'manual' }))).toMatchObject({ redirect: 'manual' });
  expect(await toldOf(new Request(url, { redirect: 'error' }))).toMatchObject({ redirect: 'error' });
});

test("a Request's signal ends the call", async () => {
  const controller = new AbortController();
  const auth = createSigV4({ ...scope, credentials: () => new Promise<AwsCredentialIdentity>(() => {}) });
  const call = wrapFetch(fetch, auth)(new Request(url, { signal: controller.signal }));
  controller.abort(new Error('left'));
  await expect(call).rejects.toThrow('left');
});

test('our own members of an init never reach the platform', async () => {
  const seen: (RequestInit | undefined)[] = [];
  const inner: typeof fetch = async (_, init) => {
    seen.push(init);
    return new Response();
  };
  const send = wrapFetch(inner, createSigV4(scope));
  await send(url, { authenticate: false, method: 'POST' });
  await send(url, { authenticate: true, method: 'POST' });
  await send('https://elsewhere.example.com/', { authenticate: false });
  expect(seen).toHaveLength(3);
  for (const init of seen) expect(init ?? {}).not.toHaveProperty('authenticate');
  expect(seen[0]).toEqual({ method: 'POST' });
});

test.each(majors)('%s: extend with a function can opt calls out, and in again', async (_, base) => {
  const { url, arrivals } = await startServer(() => 200);
  const api = wrapKy(base, createSigV4({ ...scope, origins: url }));
  const aside = api.extend(() => ({ context: { authenticate: false } }));
  await aside.get(url);
  await aside.get(url, { context: { authenticate: true } });
  await aside.extend(() => ({ context: { authenticate: true } })).get(url);
  await aside.extend({ headers: { 'x-a': 'b' } })(url);
  await api.get(url);
  expect(arrivals.map(({ key }) => key)).toEqual([undefined, 'KEY', 'KEY', undefined, 'KEY']);
});

test.each(majors)(
  '%s: of two Authenticators, the one with the call’s origin signs, for its own caller',
  async (_, base) => {
    const [one, two] = [await startServer(() => 200), await startServer(() => 200)];
    let who = 'alice';
    const people = Object.assign(async () => credentials(who, { principal: who }), { principal: () => who });
    const first = createSigV4({ ...scope, origins: one.url });
    const second = createSigV4({ ...scope, credentials: people, origins: two.url });
    const api = wrapKy(wrapKy(base, first), second);
    await api.get(one.url);
    await api.post(two.url, { json: {} });
    expect([one.arrivals, two.arrivals].map((arrivals) => arrivals.map(({ key }) => key))).toEqual([
      ['KEY'],
      ['alice'],
    ]);

    const slow = api.extend({
      hooks: { beforeRequest: [() => new Promise<undefined>((resolve) => setTimeout(resolve, 20, undefined))] },
    });
    const waiting = [slow.post(one.url, { json: {} }), slow.post(two.url, { json: {} })].map((call) =>
      call.then(
        ({ status }) => status,
        ({ code }: { code?: string }) => code,
      ),
    );
    who = 'bob';
    // Only the second one's user has changed.
    expect(await Promise.all(waiting)).toEqual([200, 'identity-changed']);
  },
);
