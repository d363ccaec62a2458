import axios from 'axios';
import { createSigV4, createTokenAuth, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { shown } from '../support/shown.js';
import { credentials, everyClient, refuse, startServer } from './support.js';

const SECRET = 'VALUE-THAT-NOBODY-MAY-SEE';
/** What no header can hold. */
const BROKEN = ['\n', '\r\n', '\0', '\x7f', '\x1b', '€', '\u2028'].map((character) => `${SECRET}${character}end`);

const url = 'http://127.0.0.1:1/';
const scope = { region: 'eu-west-1', service: 'execute-api', origins: url };
const sigV4 = (more: Partial<SigV4Options> = {}) => createSigV4({ credentials: credentials('KEY'), ...scope, ...more });
const keys = (more: object) => ({ ...credentials('KEY'), ...more });

const thrown = async (act: () => unknown): Promise<Error> => {
  try {
    await act();
  } catch (error) {
    return error as Error;
  }
  return expect.unreachable();
};

const expectNamed = (error: Error, field: RegExp): void => {
  expect(error.message).toMatch(field);
  expect(shown(error)).not.toContain(SECRET);
};

const given: Record<string, [field: RegExp, give: (broken: string) => unknown]> = {
  'a static accessKeyId': [/accessKeyId/, (accessKeyId) => sigV4({ credentials: keys({ accessKeyId }) })],
  'a static sessionToken': [/sessionToken/, (sessionToken) => sigV4({ credentials: keys({ sessionToken }) })],
  'a region': [/^region/, (region) => sigV4({ region })],
  'a service': [/^service/, (service) => sigV4({ service })],
  'a name of signedHeaders': [/^signedHeaders/, (name) => sigV4({ signedHeaders: [name] })],
  'the region of a signature': [/^region/, (region) => sigV4().sign({ url }, { region })],
  'the service of a signature': [/^service/, (service) => sigV4().sign({ url }, { service })],
  'the signedHeaders of a signature': [
    /^signedHeaders/,
    (name) => sigV4().sign({ url }, { signedHeaders: [name as string] }),
  ],
  'the credentials of a signature': [
    /sessionToken/,
    (sessionToken) => sigV4().sign({ url }, { credentials: keys({ sessionToken }) }),
  ],
  'a header of a signature': [/"x-api-key"/, (value) => sigV4().sign({ url, headers: { 'x-api-key': value } })],
  'a signed header of a signature': [
    /"x-amz-meta-a"/,
    (value) => sigV4().sign({ url, headers: [['x-amz-meta-a', value]] }),
  ],
  'the name of a header of a signature': [
    /without a valid name/,
    (name) => sigV4().sign({ url, headers: { [name]: 'a' } }),
  ],
  'the Host header of a signature': [/Host header/, (host) => sigV4().sign({ url, headers: { host } })],
  'the region of a presigned URL': [/^region/, (region) => sigV4().presign(url, { region })],
  'the service of a presigned URL': [/^service/, (service) => sigV4().presign(url, { service })],
  'the credentials of a presigned URL': [
    /accessKeyId/,
    (accessKeyId) => sigV4().presign(url, { credentials: keys({ accessKeyId }) }),
  ],
  'a header of a presigned URL': [/"x-api-key"/, (value) => sigV4().presign(url, { headers: { 'x-api-key': value } })],
  'a static token': [/^token/, (token) => createTokenAuth({ token, origins: url })],
  'a scheme': [/^scheme/, (scheme) => createTokenAuth({ token: 'a', origins: url, scheme })],
  'a Host header of fetch': [/host/i, (host) => wrapFetch(fetch, sigV4())(url, { headers: { host } })],
};

test.each(Object.entries(given))(
  '%s that no header can hold is refused by name, without its value',
  async (_, [field, give]) => {
    for (const broken of BROKEN) expectNamed(await thrown(() => give(broken)), field);
  },
);

test.each(everyClient)(
  '%s: what a provider gives and no header can hold is refused by name, without its value',
  async (_, attach) => {
    for (const broken of BROKEN) {
      for (const name of ['accessKeyId', 'sessionToken']) {
        const auth = sigV4({ credentials: async () => keys({ [name]: broken }) });
        expectNamed(await thrown(() => attach(auth)('GET', url)), new RegExp(name));
      }
      const auth = createTokenAuth({ token: async () => broken, origins: url });
      expectNamed(await thrown(() => attach(auth)('GET', url)), /token/);
    }
  },
);

test('a value from reauthenticate that no header can contain is named in the event, without the value', async () => {
  const server = await startServer((_, response) =>
    refuse(response, { type: 'ExpiredTokenException', message: 'expired' }),
  );
  for (const broken of BROKEN) {
    const auth = sigV4({ origins: server.url, reauthenticate: async () => keys({ sessionToken: broken }) });
    const errors: unknown[] = [];
    auth.on('reauthentication-failed', ({ error }) => errors.push(error));
    expect((await wrapFetch(fetch, auth)(server.url)).status).toBe(403);
    expect(errors).toHaveLength(1);
    expectNamed(errors[0] as Error, /sessionToken/);
  }
});

const auths = {
  sigV4: () => sigV4(),
  token: () => createTokenAuth({ token: 'a-token', origins: url }),
};

test.each(
  Object.entries(auths).flatMap(([kind, make]) =>
    (
      [
        ['an object', (value: string) => [url, { headers: { 'x-api-key': value } }]],
        ['pairs', (value: string) => [url, { headers: [['x-api-key', value]] }]],
        ['a Request with an init', (value: string) => [new Request(url), { headers: { 'x-api-key': value } }]],
      ] as [string, (value: string) => Parameters<typeof fetch>][]
    ).map(([form, call]) => [kind, form, make, call] as const),
  ),
)('%s, fetch: a header in %s that cannot be sent is refused by name, without its value', async (_, __, make, call) => {
  for (const broken of BROKEN) {
    const error = await thrown(() => wrapFetch(fetch, make())(...call(broken)));
    expect(error).toMatchObject({ code: 'malformed-header' });
    expectNamed(error, /"x-api-key"/);
  }
});

test.each(
  Object.entries(auths).flatMap(([kind, make]) =>
    (['http', 'fetch'] as const).map((adapter) => [kind, adapter, make] as const),
  ),
)('%s, axios %s: a header that cannot be sent is refused by name, without its value', async (_, adapter, make) => {
  const api = axios.create({ adapter });
  interceptAxios(api, make());
  // Control characters axios itself removes.
  for (const broken of BROKEN.filter((text) => /[€\u2028]/.test(text))) {
    // As an interceptor may write it, past what axios does to values.
    const interceptor = api.interceptors.request.use((config) => {
      Object.assign(config.headers, { 'x-api-key': broken });
      return config;
    });
    const error = await thrown(() => api.get(url));
    api.interceptors.request.eject(interceptor);
    expect(error).toMatchObject({ code: 'malformed-header' });
    expectNamed(error, /"x-api-key"/);
  }
});
