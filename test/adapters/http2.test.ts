import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, onTestFinished, test } from 'vitest';
import { countingProvider, EXPIRED } from '../journey/support.js';

test('axios over HTTP/2 is signed for its authority, recovered and replayed', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const key = /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1];
    seen.push(key);
    response.writeHead(key === 'KEY1' ? 403 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(key === 'KEY1' ? { message: EXPIRED.message } : { authority: request.authority }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const api = axios.create({ adapter: 'http', httpVersion: 2 });
  interceptAxios(
    api,
    createSigV4({ credentials: countingProvider(), region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  const { data } = await api.post(`${url}/x`, { a: 1 });
  expect(data).toEqual({ authority: `127.0.0.1:${port}` });
  expect(seen).toEqual(['KEY1', 'KEY2']);
});
