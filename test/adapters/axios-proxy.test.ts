import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import newest from 'axios';
import axios1_13 from 'axios-1-13';
import axios1_5 from 'axios-1-5';
import axios1_7 from 'axios-1-7';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, onTestFinished, test, vi } from 'vitest';
import { credentials } from '../journey/support.js';

type Axios = typeof newest;

/** A proxy that writes down what it is asked, and connects to nothing. */
const startProxy = async () => {
  const asked: string[] = [];
  const note = ({ method, url, headers }: IncomingMessage): void =>
    void asked.push(`${method} ${url} ${JSON.stringify(headers)}`);
  const proxy = createServer((request, response) => {
    note(request);
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    note(request);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { asked, port: (proxy.address() as AddressInfo).port };
};

const signed = (axios: Axios, config: object = {}) => {
  const api = axios.create({ baseURL: 'https://api.example.com', adapter: 'http', ...config });
  const auth = createSigV4({ credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' });
  interceptAxios(api, auth);
  return api;
};

const CLEAR: [string, Axios][] = [
  ['1.13', axios1_13 as unknown as Axios],
  ['1.7', axios1_7 as unknown as Axios],
  ['1.5', axios1_5 as unknown as Axios],
];

const REFUSED = {
  name: 'UnsignableRequestError',
  code: 'insecure-proxy',
  message: expect.stringContaining('Upgrade axios to 1.18 or later'),
};

test.each(CLEAR)('axios %s: a signed request does not go to a proxy in clear', async (_, axios) => {
  const { asked, port } = await startProxy();
  const api = signed(axios, { proxy: { protocol: 'http', host: '127.0.0.1', port } });
  await expect(api.get('/x')).rejects.toMatchObject(REFUSED);
  await expect(api.post('/x', { a: 1 }, { maxRedirects: 0 })).rejects.toMatchObject(REFUSED);
  expect(asked).toEqual([]);
  // Without us, it does; that is axios's own.
  expect((await api.get('/x', { authenticate: false, validateStatus: null })).status).toBe(502);
});

test.each(CLEAR)('axios %s: nor to that of the environment', async (_, axios) => {
  const { asked, port } = await startProxy();
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(signed(axios).get('/x')).rejects.toMatchObject(REFUSED);
  expect(asked).toEqual([]);
});

test('axios 1.21 tunnels to the proxy, which sees no signature', async () => {
  const { asked, port } = await startProxy();
  const api = signed(newest, { proxy: { protocol: 'http', host: '127.0.0.1', port } });
  await expect(api.get('/x')).rejects.toMatchObject({ isAxiosError: true });
  expect(asked).toEqual([expect.stringMatching(/^CONNECT api\.example\.com:443 /)]);
  expect(asked[0]).not.toMatch(/signature|token/i);
});
