import axios from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { type Authenticator, createSigV4, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { Report } from './verifier.js';

const url = inject('verifier');
const elsewhere = inject('elsewhere');
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const keys = (accessKeyId: string) => ({
  accessKeyId,
  secretAccessKey: SECRET,
  sessionToken: `token/+=${accessKeyId}`,
  expiration: new Date(Date.now() + 3_600_000),
});
const sigv4 = (options: Partial<SigV4Options> = {}) =>
  createSigV4({ credentials: keys('AKID'), region: 'eu-west-1', service: 'execute-api', origins: url, ...options });

/** Sends with cookies, and gives what the verifier reports. */
type Send = (path: string, body?: unknown) => Promise<Report>;

const viaAxios =
  (adapter?: 'xhr') =>
  (auth: Authenticator): Send => {
    const api = axios.create({
      withCredentials: true,
      transformRequest: [(data) => data],
      ...(adapter && { adapter }),
    });
    interceptAxios(api, auth);
    return async (path, data) =>
      (await api.request({ url: `${url}${path}`, method: data === undefined ? 'get' : 'put', data })).data;
  };
const viaKy =
  (base: typeof ky) =>
  (auth: Authenticator): Send => {
    const api = wrapKy(base, auth);
    return async (path, body) =>
      api(`${url}${path}`, {
        method: body === undefined ? 'get' : 'put',
        credentials: 'include',
        retry: 0,
        ...(body !== undefined && { body: body as BodyInit }),
      }).json();
  };
const viaFetch = (auth: Authenticator): Send => {
  const api = wrapFetch(fetch, auth);
  return async (path, body) =>
    (
      await api(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'PUT',
        credentials: 'include',
        ...(body !== undefined && { body: body as BodyInit, duplex: 'half' }),
      })
    ).json();
};
const clients: [string, (auth: Authenticator) => Send][] = [
  ['fetch', viaFetch],
  ['axios', viaAxios()],
  ['axios (xhr)', viaAxios('xhr')],
  ['ky 2', viaKy(ky)],
  ['ky 1', viaKy(ky1 as unknown as typeof ky)],
];

const bytes = new Uint8Array(300).map((_, index) => index);
const form = () => {
  const data = new FormData();
  data.append('note', 'grüße');
  data.append('file', new File([bytes], 'b.bin', { type: 'application/x-bytes' }));
  return data;
};
const bodies: [string, () => unknown, number | undefined][] = [
  ['nothing', () => undefined, 0],
  ['text', () => 'grüße, 世界', 15],
  ['JSON', () => JSON.stringify({ a: [1, 2] }), 11],
  ['URLSearchParams', () => new URLSearchParams({ a: 'b c', d: 'é' }), 14],
  ['FormData with a File', form, undefined],
  ['a Blob', () => new Blob([bytes], { type: 'image/png' }), 300],
  ['an ArrayBuffer', () => bytes.slice().buffer, 300],
  ['a subarray', () => bytes.subarray(10, 20), 10],
  ['more than 8 KiB', () => new Uint8Array(100_000).fill(7), 100_000],
];

test.each(
  clients.flatMap(([name, client]) => bodies.map(([kind, body, size]) => [name, kind, client, body, size] as const)),
)('%s: %s is verified by the oracle', async (_, _kind, client, body, size) => {
  const report = await client(sigv4())(`/p?q=a%20b&q=&k&tag[]=%C3%A9&plus=a+b`, body());
  expect(report).toMatchObject({ verified: true, key: 'AKID' });
  if (size !== undefined) expect(report.size).toBe(size);
  else expect(report.contentType).toMatch(/^multipart\/form-data; boundary=/);
  expect(report.url).toBe('/p?q=a%20b&q=&k=&tag%5B%5D=%C3%A9&plus=a%20b');
});

test('fetch: a stream is buffered and verified', async () => {
  const report = await viaFetch(sigv4())('/stream', new Blob([bytes]).stream());
  expect(report).toMatchObject({ verified: true, size: 300 });
});

test.each(clients)('%s: a 403 is healed by one renewal and one replay', async (_, client) => {
  let asked = 0;
  const send = client(sigv4({ credentials: async () => keys(asked++ ? 'AKID' : 'OLDKEY') }));
  const reports = await Promise.all([send('/1', 'one'), send('/2'), send('/3', 'three')]);
  expect(reports.map(({ verified, key }) => [verified, key])).toEqual(Array(3).fill([true, 'AKID']));
  expect(asked).toBe(2);
});

test.each(clients)('%s: cookies are received and sent', async (_, client) => {
  const send = client(sigv4());
  await send('/cookie');
  expect((await send('/after')).cookie).toContain('seen=yes');
});

test.each(clients.filter(([name]) => name !== 'axios (xhr)'))(
  '%s: a redirect is a clear error, and nothing arrives elsewhere',
  async (_, client) => {
    const before = await (await fetch(`${elsewhere}/arrived`)).json();
    for (const path of ['/redirect', '/redirect-away']) {
      await expect(client(sigv4())(path)).rejects.toMatchObject({ code: 'redirect-refused' });
    }
    expect(await (await fetch(`${elsewhere}/arrived`)).json()).toEqual(before);
  },
);

test.each(clients)('%s: a 403 that CORS hides is healed once the credentials have expired', async (_, client) => {
  let time = Date.now();
  const clock = { now: () => time, offset: 0 };
  let asked = 0;
  const credentials = async () => {
    const key = asked++ ? 'AKID' : 'OLDKEY';
    return { ...keys(key), expiration: new Date(time + 60_000) };
  };
  const auth = sigv4({ credentials, clock });
  auth.on('signed', () => {
    if (asked === 1) time += 61_000;
  });
  expect(await client(auth)('/no-cors')).toMatchObject({ verified: true, key: 'AKID' });
  expect(asked).toBe(2);
});

test.each([
  ['small', 100],
  ['3 MiB', 3 * 1024 * 1024],
])('without crypto.subtle, as in an insecure context, a %s body is verified', async (_, size) => {
  Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
  onTestFinished(() => void delete (crypto as { subtle?: unknown }).subtle);
  expect(await viaFetch(sigv4())('/insecure', new Uint8Array(size).fill(1))).toMatchObject({ verified: true, size });
});

test('upload progress goes by XMLHttpRequest', async () => {
  const api = axios.create();
  interceptAxios(api, sigv4());
  let loaded = 0;
  const { data } = await api.put(`${url}/upload`, new Blob([new Uint8Array(200_000)]), {
    onUploadProgress: (event) => {
      loaded = event.loaded;
    },
  });
  expect(data).toMatchObject({ verified: true, size: 200_000 });
  expect(loaded).toBe(200_000);
});

test('a call that reauthenticate makes by its own Authenticator is an error, not a deadlock', async () => {
  let inner: unknown;
  const auth = sigv4({
    credentials: keys('OLDKEY'),
    reauthenticate: async () => {
      inner = await send('/inner').catch((error: unknown) => error);
      return keys('AKID');
    },
  });
  const send = viaFetch(auth);
  expect(await send('/x')).toMatchObject({ verified: true });
  expect(inner).toMatchObject({ code: 'reauthentication-deadlock' });
});

test("connectivity: 'wait' holds a call until the browser is online", async () => {
  Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  onTestFinished(() => void delete (navigator as { onLine?: unknown }).onLine);
  const auth = sigv4({ connectivity: 'wait' });
  let waiting = 0;
  auth.on('waiting-for-connectivity', () => waiting++);
  const call = viaFetch(auth)('/held');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(waiting).toBe(1);
  Object.defineProperty(navigator, 'onLine', { value: true, configurable: true });
  dispatchEvent(new Event('online'));
  expect(await call).toMatchObject({ verified: true });
});
