import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createSigV4 } from 'sigv4-interceptor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodies } from './bodies.js';
import { clients, type Send } from './clients.js';

/** What signing adds, and what differs from send to send. */
const OURS = /^(authorization|x-amz-.*|host|content-length|transfer-encoding|connection)$/;

interface Seen {
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

let last: Seen;
const see = async (request: IncomingMessage): Promise<void> => {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !OURS.test(name)));
  const type = request.headers['content-type'] ?? '';
  const body = (await buffer(request)).toString('latin1');
  const boundary = /^--(.+)\r\ncontent-disposition/i.exec(body)?.[1];
  const hide = (text: string): string => (boundary ? text.replaceAll(boundary, 'BOUNDARY') : text);
  if (boundary) headers['content-type'] = hide(type);
  last = { headers, body: hide(body) };
};

const server = createServer(async (request, response) => {
  await see(request);
  response.end();
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
afterAll(() => void server.close());

const isBlob = (body: string): boolean => /^a (Blob|File)/.test(body);

/** Where there is nothing to compare with, because axios itself does it wrong or not at all. */
const isAxiosFault = (client: string, body: string, naming: string): boolean =>
  client === 'axios (fetch)'
    ? // Its default content type says of a Blob and of a multipart form that they are a urlencoded form.
      /^FormData/.test(body) || (isBlob(body) && !naming)
    : client === 'axios (http)' &&
      // It does not take these streams, and puts a Blob's own type over the app's.
      (/ReadableStream/.test(body) || (isBlob(body) && naming !== ''));

const namings = [
  { naming: '', headers: {} },
  { naming: ' with a content type of its own', headers: { 'Content-Type': 'image/x-mine' } },
];

for (const { name: client, attach } of clients) {
  for (const body of bodies) {
    if (body.httpOnly && client !== 'axios (http)') continue;
    for (const { naming, headers } of namings) {
      if (isAxiosFault(client, body.name, naming)) continue;
      test(`a POST whose body is ${body.name}${naming} arrives as it does without us, by ${client}`, async () => {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        const auth = createSigV4({
          credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
          region: 'us-east-1',
          service: 'execute-api',
          origins: [url],
        });
        const seenOf = async (send: Send): Promise<Seen> => {
          expect((await send({ method: 'POST', url, body, headers })).status).toBe(200);
          return last;
        };
        const without = await seenOf(attach());
        expect(await seenOf(attach(auth))).toEqual(without);
      });
    }
  }
}
