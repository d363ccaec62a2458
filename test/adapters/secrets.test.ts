import { inspect } from 'node:util';
import axios from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, test } from 'vitest';
import { credentials, refuse, startServer } from '../journey/support.js';

const TOKEN = 'session-token-of-KEY';
const SECRETS = new RegExp(`${TOKEN}|secret-of-KEY|Signature=[\\da-f]{64}|AWS4-HMAC`);
const scope = { region: 'eu-west-1', service: 'execute-api' };

/** All that a logger may make of a value. */
const shown = (value: unknown): string => {
  const json = JSON.stringify(
    value,
    (() => {
      const seen = new WeakSet();
      return (_: string, part: unknown) => {
        if (typeof part !== 'object' || part === null) return part;
        if (seen.has(part)) return undefined;
        seen.add(part);
        return part;
      };
    })(),
  );
  const own =
    typeof (value as { toJSON?: unknown })?.toJSON === 'function'
      ? inspect((value as { toJSON(): unknown }).toJSON(), { depth: 20 })
      : '';
  return `${inspect(value, { depth: 20 })}\n${json}\n${own}`;
};

const failing = (responseType?: string) =>
  startServer((_, response) => {
    refuse(response, {
      type: 'AccessDeniedException',
      message: `User is not authorized to perform x${responseType ?? ''}`,
    });
  });

test.each([
  ['http', undefined],
  ['http', 'stream'],
  ['http', 'arraybuffer'],
  ['fetch', undefined],
  ['fetch', 'stream'],
] as const)(
  'axios %s, responseType %s: an error, its config and its response show no secret',
  async (adapter, responseType) => {
    const { url } = await failing();
    const api = axios.create({ adapter });
    interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
    const error = await api.get(url, { ...(responseType && { responseType }) }).catch((reason: unknown) => reason);
    expect(axios.isAxiosError(error) && error.response?.status).toBe(403);
    expect(shown(error)).not.toMatch(SECRETS);
    expect(shown((error as { config: unknown }).config)).not.toMatch(SECRETS);
    expect(shown((error as { response: unknown }).response)).not.toMatch(SECRETS);
    expect(Object.keys(error as object)).not.toContain('request');
  },
);

test.each(['http', 'fetch'])('axios %s: a response and a network error show no secret', async (adapter) => {
  const { url } = await startServer(({ url: path }, response) => (path === '/gone' ? void response.destroy() : 200));
  const api = axios.create({ adapter });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  expect(shown(await api.get(url))).not.toMatch(SECRETS);
  expect(shown(await api.get(`${url}/gone`).catch((error: unknown) => error))).not.toMatch(SECRETS);
});

test.each([
  ['ky 2', ky],
  ['ky 1', ky1],
])('%s: an HTTPError shows no secret', async (_, base) => {
  const { url } = await failing();
  const client = wrapKy(base as typeof ky, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  const error = await client.get(url).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'HTTPError' });
  expect(shown(error)).not.toMatch(SECRETS);
});

test('events show no secret, not even one that the server echoes', async () => {
  const { url } = await startServer(({ headers, url: path }, response) => {
    const echo = `The Canonical String for this request should have been\n'GET\n/\nx-amz-security-token:${headers['x-amz-security-token']}'`;
    const message =
      path === '/mismatch'
        ? `does not match the signature\n\n${echo}`
        : `bad ${headers['x-amz-security-token']} ${headers.authorization}`;
    refuse(response, { type: 'InvalidSignatureException', message });
  });
  const auth = createSigV4({ credentials: async () => credentials('KEY'), ...scope, origins: url });
  const events: unknown[] = [];
  for (const type of [
    'signed',
    'rejected',
    'reauthenticating',
    'reauthenticated',
    'reauthentication-failed',
    'replayed',
    'clock-corrected',
  ] as const) {
    auth.on(type, (payload) => events.push([type, payload]));
  }
  const signedFetch = wrapFetch(fetch, auth);
  await signedFetch(`${url}/mismatch?X-Amz-Security-Token=${TOKEN}`);
  await signedFetch(`${url}/other`);
  expect(events).not.toEqual([]);
  expect(shown(events)).not.toMatch(SECRETS);
  expect(shown(auth)).not.toMatch(SECRETS);
});

test('a token stays out of errors and events too', async () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
  const { url } = await startServer(({ headers }, response) =>
    refuse(response, { type: '', message: `what is ${headers.authorization}?` }, 401),
  );
  const auth = createTokenAuth({ token: async () => token, origins: url });
  const events: unknown[] = [];
  auth.on('rejected', (rejection) => events.push(rejection));
  const api = axios.create();
  interceptAxios(api, auth);
  const error = await api.get(url).catch((reason: unknown) => reason);
  expect(events).toHaveLength(1);
  expect(shown(events)).not.toContain(token);
  expect(shown((error as { config: unknown }).config)).not.toContain(token);
});
