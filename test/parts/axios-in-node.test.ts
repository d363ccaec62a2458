import axios from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, test, vi } from 'vitest';
import { nodeHttp } from '../../src/axios/parts.lazy.js';
import { credentials, startServer } from '../journey/support.js';

// Jest chooses a package's files for browsers, and axios's http adapter sends nevertheless.
vi.mock('#parts/axios', () => import('../../src/axios/parts.lazy.js'));

test('a bundle for browsers that runs in Node loads what the http adapter needs', async () => {
  const { url, arrivals } = await startServer(({ url: path }, response) =>
    path === '/end' ? 200 : void response.writeHead(307, { location: '/end' }).end(),
  );
  const api = axios.create({ adapter: 'http' });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), region: 'r', service: 's', origins: url }));
  const beforeRedirect = vi.fn();
  for (const path of ['/first', '/second']) {
    const { request } = await api.get(`${url}${path}`, { beforeRedirect });
    expect(request.res.responseUrl).toBe(`${url}/end`);
  }
  expect(beforeRedirect).toHaveBeenCalledTimes(2);
  const signatures = arrivals.map(({ headers }) => /Signature=(\w+)/.exec(headers.authorization!)![1]);
  expect(signatures).toHaveLength(4);
  expect(signatures[0]).not.toBe(signatures[1]);
});

test('a page never loads it', () => {
  vi.stubGlobal('process', undefined);
  expect(nodeHttp()).toBeUndefined();
  vi.stubGlobal('process', { versions: {} });
  expect(nodeHttp()).toBeUndefined();
  vi.unstubAllGlobals();
});
