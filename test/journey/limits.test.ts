import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios, { type AxiosError } from 'axios';
import { createSigV4, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, onTestFinished, test } from 'vitest';
import { clients, countingProvider, credentials, everyClient, EXPIRED, refuse, startServer } from './support.js';

const scope = { region: 'eu-west-1', service: 'execute-api' };
const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
const failure = async (call: Promise<unknown>): Promise<AxiosError> =>
  call.then(
    () => expect.fail('it went through'),
    (error) => error,
  );
const intercepted = (options: Partial<SigV4Options>, url: string, adapter: 'http' | 'fetch') => {
  const api = axios.create({ adapter });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url, ...options }));
  return api;
};

test.each(['http', 'fetch'] as const)(
  "axios (%s): timeout covers a provider that hangs, as axios's own error",
  async (adapter) => {
    const { url, arrivals } = await startServer(() => 200);
    const api = intercepted({ credentials: () => new Promise(() => {}) }, url, adapter);
    const error = await failure(api.get(url, { timeout: 30 }));
    expect(axios.isAxiosError(error)).toBe(true);
    // Each of axios's adapters has a code of its own.
    expect(error).toMatchObject({
      code: adapter === 'http' ? 'ECONNABORTED' : 'ETIMEDOUT',
      message: 'timeout of 30ms exceeded',
      config: { url, timeout: 30 },
    });
    const named = { timeout: 30, timeoutErrorMessage: 'too slow', transitional: { clarifyTimeoutError: true } };
    expect(await failure(api.get(url, named))).toMatchObject({ code: 'ETIMEDOUT', message: 'too slow' });
    expect(arrivals).toEqual([]);
  },
);

test.each(['http', 'fetch'] as const)(
  'axios (%s): timeout covers the renewal and both sends together',
  async (adapter) => {
    const { url, arrivals } = await startServer(async ({ key }, response) => {
      await pause(60);
      return key === 'KEY1' ? void refuse(response, EXPIRED) : 200;
    });
    const timeout = async (milliseconds: number) => {
      const api = intercepted({ credentials: countingProvider(60) }, url, adapter);
      return api.get(url, { timeout: milliseconds }).then(
        ({ status }) => status,
        ({ message }: Error) => message,
      );
    };
    // 60 for the credentials, 60 for each send, 60 for the renewal.
    expect(await timeout(200)).toBe('timeout of 200ms exceeded');
    expect(await timeout(2000)).toBe(200);
    expect(arrivals.length).toBeGreaterThanOrEqual(3);
  },
);

test.each(['http', 'fetch'] as const)(
  'axios (%s): timeout stands still while the call waits for a sign-in',
  async (adapter) => {
    const { url } = await startServer(() => 200);
    let tell = (_: number): void => {};
    const provider = Object.assign(
      async () => {
        tell(60_000);
        await pause(120);
        return credentials('KEY');
      },
      {
        onWaiting: (listener: (timeout: number) => void) => {
          tell = listener;
        },
      },
    );
    const api = intercepted({ credentials: provider }, url, adapter);
    expect((await api.get(url, { timeout: 100 })).status).toBe(200);
  },
);

test.each(['http', 'fetch'] as const)(
  'axios (%s): a call without a timeout, or aborted by the app, ends as ever',
  async (adapter) => {
    const { url } = await startServer(() => 200);
    const api = intercepted({}, url, adapter);
    expect((await api.get(url, { timeout: 0 })).status).toBe(200);
    const hanging = intercepted({ credentials: () => new Promise(() => {}) }, url, adapter);
    const controller = new AbortController();
    const call = failure(hanging.get(url, { timeout: 10_000, signal: controller.signal }));
    await pause(10);
    controller.abort();
    expect(await call).toMatchObject({ code: 'ERR_CANCELED', name: 'CanceledError' });
    expect(await failure(hanging.get(url, { timeout: 10_000, signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ERR_CANCELED',
    });
  },
);

test.each(everyClient)(
  '%s: a route that always answers "expired" leaves a real expiry elsewhere its renewal',
  async (_, client) => {
    let expired: string | undefined;
    const { url } = await startServer(({ key, url: path }, response) =>
      path === '/lies' || key === expired ? refuse(response, EXPIRED) : 200,
    );
    const provider = countingProvider();
    const send = client(createSigV4({ credentials: provider, ...scope, origins: url }));
    for (let poll = 0; poll < 12; poll++) expect(await send('GET', `${url}/lies`)).toMatchObject({ status: 403 });
    expect(provider.asked).toHaveLength(6);
    expired = `KEY${provider.asked.length}`;
    expect(await send('GET', `${url}/data`)).toMatchObject({ status: 200 });
  },
);

/** A server that sends its headers, the beginning of a body, and nothing more. */
const stalling = async (status: number, headers: Record<string, string>): Promise<string> => {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.write('{"mess');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};

test.each([
  [403, {}],
  [400, {}],
])('a body of a %i that stalls blocks a call for at most a second', async (status, headers) => {
  const url = await stalling(status, headers);
  const auth = createSigV4({ credentials: credentials('KEY'), ...scope, origins: url });
  const send = wrapFetch(fetch, auth);
  expect(await elapsed(() => send(url))).toBeLessThan(1900);
  const api = axios.create({ adapter: 'http', validateStatus: () => true, responseType: 'stream' });
  interceptAxios(api, auth);
  expect(await elapsed(async () => (await api.get(url)).data.destroy())).toBeLessThan(1900);
});

test.each([
  [429, {}],
  [400, { 'x-amzn-errortype': 'ValidationException' }],
])('a %i that is not judged by its body is not read: %o', async (status, headers) => {
  const url = await stalling(status, headers as Record<string, string>);
  const send = wrapFetch(fetch, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  expect(await elapsed(() => send(url))).toBeLessThan(900);
});

test('an absurd Date from one host in scope does not affect the others', async () => {
  const mad = await startServer((_, response) => {
    response.setHeader('date', 'Sat, 13 Sep 275760 00:00:00 GMT');
    return void refuse(response, { type: 'InvalidSignatureException', message: 'Signature expired' });
  });
  const fine = await startServer(() => 200);
  const auth = createSigV4({ credentials: countingProvider(), ...scope, origins: [mad.url, fine.url] });
  for (const client of Object.values(clients)) {
    const send = client(auth);
    expect(await send('GET', mad.url)).toMatchObject({ status: 403 });
    expect(await send('GET', fine.url)).toMatchObject({ status: 200 });
  }
  expect((await auth.sign({ url: mad.url })).headers.get('x-amz-date')).toMatch(/^20\d{6}T\d{6}Z$/);
  expect(await auth.presign(fine.url)).toMatch(/X-Amz-Date=20\d{6}T/);
});
