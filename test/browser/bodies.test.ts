import axios from 'axios';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, onTestFinished, test } from 'vitest';
import { clients, sigv4, url, viaFetch } from './clients.js';

const bytes = new Uint8Array(300).map((_, index) => index);
const form = () => {
  const data = new FormData();
  data.append('note', 'grüße');
  data.append('file', new File([bytes], 'b.bin', { type: 'application/x-bytes' }));
  return data;
};
const UNTOLD = undefined;
const bodies: [kind: string, body: () => unknown, size: number | undefined, contentType: RegExp | undefined][] = [
  ['nothing', () => undefined, 0, UNTOLD],
  ['text', () => 'grüße, 世界', 15, UNTOLD],
  ['an object as JSON', () => ({ a: [1, 'é'] }), 14, /^application\/json/],
  ['URLSearchParams', () => new URLSearchParams({ a: 'b c', d: 'é' }), 14, /^application\/x-www-form-urlencoded/],
  ['FormData with a File', form, UNTOLD, /^multipart\/form-data; boundary=/],
  ['a Blob', () => new Blob([bytes], { type: 'image/png' }), 300, UNTOLD],
  ['an ArrayBuffer', () => bytes.slice().buffer, 300, UNTOLD],
  ['a subarray', () => bytes.subarray(10, 20), 10, UNTOLD],
  ['100 kB', () => new Blob([new Uint8Array(100_000).fill(7)]), 100_000, UNTOLD],
];

test.each(clients.flatMap(([name, client]) => bodies.map(([kind, ...body]) => [name, kind, client, ...body] as const)))(
  '%s: %s is verified by aws4 and the oracle',
  async (_, _kind, client, body, size, contentType) => {
    const report = await client(sigv4())('/p', body());
    expect(report).toMatchObject({ verdict: 'verified', key: 'AKID' });
    if (size !== undefined) expect(report.size).toBe(size);
    if (contentType) expect(report.contentType).toMatch(contentType);
  },
);

test.each(clients)('%s: an awkward URL is verified', async (_, client) => {
  const report = await client(sigv4())('/a%20b/é?q=a%20b&q=&k&tag[]=%C3%A9&plus=a+b');
  expect(report.verdict).toBe('verified');
  expect(report.url).toBe('/a%20b/%C3%A9?q=a%20b&q=&k=&tag%5B%5D=%C3%A9&plus=a%20b');
});

test.each(clients)('%s: params with spaces, brackets and Unicode are verified', async (_, client) => {
  const report = await client(sigv4())('/p', undefined, { 'filter[name]': 'grüße an 世界', sum: '1+1=2&c' });
  expect(report.verdict).toBe('verified');
  expect([...new URL(report.url, url).searchParams]).toEqual([
    ['filter[name]', 'grüße an 世界'],
    ['sum', '1+1=2&c'],
  ]);
});

test('fetch: a stream is buffered and verified', async () => {
  const report = await viaFetch(sigv4())('/stream', new Blob([bytes]).stream());
  expect(report).toMatchObject({ verdict: 'verified', size: 300 });
});

test('a large body is hashed by crypto.subtle', async () => {
  const hashed: number[] = [];
  const digest: SubtleCrypto['digest'] = (algorithm, data) => {
    hashed.push(data.byteLength);
    return SubtleCrypto.prototype.digest.call(crypto.subtle, algorithm, data);
  };
  Object.defineProperty(crypto.subtle, 'digest', { value: digest, configurable: true });
  onTestFinished(() => void delete (crypto.subtle as { digest?: unknown }).digest);
  expect(await viaFetch(sigv4())('/large', new Uint8Array(10_000))).toMatchObject({
    verdict: 'verified',
    size: 10_000,
  });
  expect(hashed).toContain(10_000);
});

test.each([
  ['small', 100],
  ['3 MiB', 3 * 1024 * 1024],
])('without crypto.subtle, as in an insecure context, a %s body is verified', async (_, size) => {
  Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
  onTestFinished(() => void delete (crypto as { subtle?: unknown }).subtle);
  const report = await viaFetch(sigv4())('/insecure', new Uint8Array(size).fill(1));
  expect(report).toMatchObject({ verdict: 'verified', size });
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
  expect(data).toMatchObject({ verdict: 'verified', size: 200_000 });
  expect(loaded).toBe(200_000);
});
