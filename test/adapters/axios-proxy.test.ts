import { createServer, type IncomingMessage } from 'node:http';
import https from 'node:https';
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

type Protocol = 'http' | 'https';

const PROTOCOLS: readonly Protocol[] = ['http', 'https'];

const KEY = Buffer.alloc(16, 7);
/** TLS by a key that both know, which needs no certificate. */
const TLS = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
const CLIENT_TLS = {
  ...TLS,
  pskCallback: () => ({ psk: KEY, identity: 'test' }),
  checkServerIdentity: () => undefined,
} as unknown as https.AgentOptions;

/** A proxy that writes down what it is asked, and connects to nothing. */
const startProxy = async (protocol: Protocol = 'http') => {
  const asked: string[] = [];
  let connections = 0;
  const note = ({ method, url, headers }: IncomingMessage): void =>
    void asked.push(`${method} ${url} ${JSON.stringify(headers)}`);
  const proxy = protocol === 'http' ? createServer() : https.createServer({ ...TLS, pskCallback: () => KEY });
  proxy.on('request', (request, response) => {
    note(request);
    response.writeHead(502).end();
  });
  proxy.on('connection', () => void connections++);
  proxy.on('connect', (request, socket) => {
    note(request);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { asked, connections: () => connections, port: (proxy.address() as AddressInfo).port };
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

const OVER = CLEAR.flatMap(([version, axios]) => PROTOCOLS.map((protocol) => [version, protocol, axios] as const));

test.each(OVER)(
  'axios %s: a signed request does not go to a proxy over %s that can read it',
  async (_, protocol, axios) => {
    const { asked, connections, port } = await startProxy(protocol);
    const proxy = { protocol, host: '127.0.0.1', port };
    for (const httpsAgent of [undefined, new https.Agent(CLIENT_TLS)]) {
      const api = signed(axios, { proxy, ...(httpsAgent && { httpsAgent }) });
      await expect(api.get('/x')).rejects.toMatchObject(REFUSED);
      await expect(api.post('/x', { a: 1 }, { maxRedirects: 0 })).rejects.toMatchObject(REFUSED);
      await expect(api.get('/x', { timeout: 10_000 })).rejects.toMatchObject(REFUSED);
    }
    expect(connections()).toBe(0);
    // Without us, it does; that is axios's own.
    const api = signed(axios, { proxy, httpsAgent: new https.Agent(CLIENT_TLS), authenticate: false });
    expect((await api.get('/x', { validateStatus: null })).status).toBe(502);
    expect(asked).toEqual([expect.stringMatching(/^GET https:\/\/api\.example\.com\/x /)]);
  },
);

test.each(OVER)('axios %s: nor to that of the environment over %s', async (_, protocol, axios) => {
  const { connections, port } = await startProxy(protocol);
  vi.stubEnv('HTTPS_PROXY', `${protocol}://127.0.0.1:${port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(signed(axios).get('/x')).rejects.toMatchObject(REFUSED);
  expect(connections()).toBe(0);
});

test.each(CLEAR)("axios %s: the app's own httpsAgent sends what goes to no proxy", async (_, axios) => {
  const { asked, port } = await startProxy('https');
  const httpsAgent = new https.Agent({ ...CLIENT_TLS, keepAlive: true });
  onTestFinished(() => httpsAgent.destroy());
  const api = signed(axios, { baseURL: `https://127.0.0.1:${port}`, httpsAgent, validateStatus: null, proxy: false });
  const { config, request } = await api.get('/x');
  expect(config.httpsAgent).toBe(httpsAgent);
  expect(request.agent).toBe(httpsAgent);
  expect((await api.get('/x', { maxRedirects: 0 })).status).toBe(502);
  expect(asked).toEqual([1, 2].map(() => expect.stringMatching(/^GET \/x .*Signature=/)));
});

test.each(PROTOCOLS)('axios 1.21 tunnels through a proxy over %s, which sees no signature', async (protocol) => {
  const { asked, port } = await startProxy(protocol);
  const httpsAgent = new https.Agent(CLIENT_TLS);
  const api = signed(newest, { proxy: { protocol, host: '127.0.0.1', port }, httpsAgent });
  await expect(api.get('/x')).rejects.toMatchObject({ isAxiosError: true });
  expect(asked).toEqual([expect.stringMatching(/^CONNECT api\.example\.com:443 /)]);
  expect(asked[0]).not.toMatch(/signature|token/i);
});
