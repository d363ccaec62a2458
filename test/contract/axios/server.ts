import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

/** What reached the server, without authentication. */
export interface Reached {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on loopback that answers by path, and keeps what reached it. */
export interface EchoServer {
  readonly url: string;
  /** What has reached it since it was asked last. */
  take(): Reached[];
  /** Does something once, as soon as a call has reached it. */
  onReached(act: () => unknown): void;
  close(): void;
}

/** What authentication adds, and what the connection does. */
const OURS = /^(authorization|x-amz-(date|security-token|content-sha256)|connection|host)$/;

/** Refused, because its signature is by the first credentials of a provider that renews. */
const isStale = ({ headers }: IncomingMessage): boolean => /Credential=KEY1\//.test(headers.authorization ?? '');

const boundaryOf = (body: string): string | undefined => /^--(\S+)\r\ncontent-disposition/i.exec(body)?.[1];

const see = async (request: IncomingMessage): Promise<Reached> => {
  const raw = (await buffer(request)).toString('latin1');
  const boundary = boundaryOf(raw);
  const same = (text: string): string => (boundary ? text.replaceAll(boundary, 'BOUNDARY') : text);
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => !OURS.test(name))
      // Boundaries are of different lengths.
      .filter(([name]) => !boundary || !/^(content-length|transfer-encoding)$/.test(name))
      .map(([name, value]) => [name, typeof value === 'string' ? same(value) : value]),
  );
  return { method: request.method!, target: request.url!, headers, body: same(raw) };
};

const redirect = (response: ServerResponse, status: number, location: string): void => {
  response.writeHead(status, { location });
  response.end();
};

const gzipped = gzipSync(JSON.stringify({ zipped: true }));

/** The answers by the first segment of the path. */
const answers: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse, rest: string) => void>> = {
  status: ({ method }, response, rest) => {
    response.writeHead(Number(rest), { 'content-type': 'application/json', 'x-mine': 'yes' });
    response.end(method === 'HEAD' || rest === '204' || rest === '304' ? undefined : JSON.stringify({ status: rest }));
  },
  text: (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('some täxt'),
  large: (_, response) => response.end('x'.repeat(300_000)),
  slow: (_, response) => void response.writeHead(200).write('begun'),
  never: () => {},
  reset: ({ socket }) => socket.destroy(),
  cut: ({ socket }, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('only so much', () => socket.destroy());
  },
  gzip: (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipped),
  'bad-gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip at all'),
  'bad-json': (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":'),
  cookies: (_, response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end('{}'),
  loop: (_, response) => redirect(response, 302, '/loop'),
  hop: (_, response, rest) => {
    const [status, ...to] = rest.split('/');
    redirect(response, Number(status), decodeURIComponent(to.join('/')));
  },
};

/** Starts one. What is refused is not kept: the client that renews is compared by what it was heard with. */
export const startEcho = async (): Promise<EchoServer> => {
  let reached: Reached[] = [];
  let awaiting: (() => unknown)[] = [];
  const server = createServer(async (request, response) => {
    const arrival = await see(request).catch(() => undefined);
    if (isStale(request)) {
      response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'ExpiredTokenException' });
      response.end('{"message":"The security token included in the request is expired"}');
      return;
    }
    if (arrival) reached.push(arrival);
    for (const act of awaiting.splice(0)) act();
    const [, kind = '', rest = ''] = /^\/([\w-]+)\/?([^?]*)/.exec(request.url!) ?? [];
    const answer = answers[kind];
    if (answer) answer(request, response, rest);
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"answer":[1,"two"]}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = reached;
      reached = [];
      awaiting = [];
      return taken;
    },
    onReached: (act) => void awaiting.push(act),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
