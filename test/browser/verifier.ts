import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { judge } from '../oracle/oracle.js';

/** What the verifier says of a request. */
export interface Report {
  readonly verified: boolean;
  readonly method: string;
  readonly url: string;
  readonly key: string | undefined;
  /** Hex SHA-256 of the body that arrived. */
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string | undefined;
  readonly cookie: string | undefined;
}

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Whether the oracle, which is strict and not ours to bend, computes the same signature of what arrived. */
const verify = (request: IncomingMessage, body: Buffer): boolean => {
  const { authorization = '', host } = request.headers;
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) return false;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  const wire = { method: request.method!, url: `http://${host}${request.url}`, headers, body };
  const { signature } = judge(wire, { secretAccessKey: SECRET, mode: 'header', style: 'other' });
  return authorization.endsWith(`Signature=${signature}`);
};

const allowCors = (request: IncomingMessage, response: ServerResponse): void => {
  if (!request.headers.origin) return;
  response.setHeader('access-control-allow-origin', request.headers.origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'Date,x-amzn-ErrorType');
};

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://localhost:${(server.address() as AddressInfo).port}`)),
  );

/** Starts the verifier, and a second origin to which it redirects. */
export const startVerifier = async (): Promise<{ url: string; elsewhere: string; close(): void }> => {
  const arrivedElsewhere: string[][] = [];
  const other = createServer((request, response) => {
    allowCors(request, response);
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
      response.end();
      return;
    }
    if (request.url !== '/arrived') arrivedElsewhere.push(Object.keys(request.headers));
    json(response, 200, arrivedElsewhere);
  });
  const elsewhere = await listen(other);

  const server = createServer(async (request, response) => {
    const body = await read(request);
    const path = request.url!.split('?')[0];
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
    if (path !== '/no-cors' || !key?.startsWith('OLD')) allowCors(request, response);
    if (request.method === 'OPTIONS') {
      allowCors(request, response);
      response.setHeader('access-control-allow-methods', 'GET,PUT,POST');
      response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
      response.end();
      return;
    }
    if (key?.startsWith('OLD')) {
      json(response, 403, { message: 'The security token included in the request is expired' });
      return;
    }
    if (path === '/redirect') return void response.writeHead(307, { location: '/end' }).end();
    if (path === '/redirect-away') return void response.writeHead(307, { location: elsewhere }).end();
    if (path === '/cookie') response.setHeader('set-cookie', 'seen=yes; Path=/; SameSite=Lax');
    const report: Report = {
      verified: verify(request, body),
      method: request.method!,
      url: request.url!,
      key,
      sha256: createHash('sha256').update(body).digest('hex'),
      size: body.length,
      contentType: request.headers['content-type'],
      cookie: request.headers.cookie,
    };
    json(response, 200, report);
  });
  const url = await listen(server);
  const close = (): void => {
    for (const one of [server, other]) {
      one.closeAllConnections();
      one.close();
    }
  };
  return { url, elsewhere, close };
};
