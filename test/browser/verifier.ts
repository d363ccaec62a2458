import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyOf, verdictOf } from './verify.js';

/** What the verifier says of a request. */
export interface Report {
  /** `'verified'`, or why not. */
  readonly verdict: string;
  readonly method: string;
  readonly url: string;
  readonly key: string | undefined;
  /** Hex SHA-256 of the body that arrived. */
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string | undefined;
  readonly cookie: string | undefined;
}

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const allowCors = (request: IncomingMessage, response: ServerResponse): void => {
  if (!request.headers.origin) return;
  response.setHeader('access-control-allow-origin', request.headers.origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'Date,x-amzn-ErrorType');
};

/** Answers a preflight, which every path allows. */
const preflight = (request: IncomingMessage, response: ServerResponse): void => {
  allowCors(request, response);
  response.setHeader('access-control-allow-methods', 'GET,PUT,POST');
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '');
  response.end();
};

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

const listen = async (answer: RequestListener): Promise<{ server: Server; url: string }> => {
  const server = createServer((request, response) =>
    request.method === 'OPTIONS' ? preflight(request, response) : answer(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}` };
};

/** A second origin, which tells at `/arrived` which headers it was sent at any other path. */
const listenElsewhere = () => {
  const arrived: string[][] = [];
  return listen((request, response) => {
    allowCors(request, response);
    if (request.url !== '/arrived') arrived.push(Object.keys(request.headers));
    json(response, 200, arrived);
  });
};

/** Verifies every request, and refuses as expired whose access key id begins with OLD. */
const answer = async (request: IncomingMessage, response: ServerResponse, elsewhere: string): Promise<void> => {
  const body = await read(request);
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  const arrived = { method: request.method!, url: request.url!, headers: request.headers, body };
  const key = keyOf(arrived);
  const verdict = verdictOf(arrived);
  const expired = verdict === 'verified' && key?.startsWith('OLD');
  if (!(expired && pathname === '/no-cors-403')) allowCors(request, response);
  if (expired) return json(response, 403, { message: 'The security token included in the request is expired' });
  if (pathname === '/redirect') return void response.writeHead(302, { location: '/end' }).end();
  if (pathname === '/redirect-away') return void response.writeHead(307, { location: `${elsewhere}/landed` }).end();
  if (pathname === '/cookie') response.setHeader('set-cookie', `${searchParams.get('name')}=yes; Path=/; SameSite=Lax`);
  const report: Report = {
    verdict,
    method: arrived.method,
    url: arrived.url,
    key,
    sha256: createHash('sha256').update(body).digest('hex'),
    size: body.length,
    contentType: request.headers['content-type'],
    cookie: request.headers.cookie,
  };
  json(response, 200, report);
};

/** Starts the verifier, and a second origin to which it redirects. */
export const startVerifier = async (): Promise<{ url: string; elsewhere: string; close(): void }> => {
  const other = await listenElsewhere();
  const verifier = await listen((request, response) => void answer(request, response, other.url));
  const close = (): void => {
    for (const { server } of [verifier, other]) {
      server.closeAllConnections();
      server.close();
    }
  };
  return { url: verifier.url, elsewhere: other.url, close };
};
