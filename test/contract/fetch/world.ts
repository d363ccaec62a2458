import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { EXPIRED, refuse } from '../../journey/support.js';

/** A request as it arrived, without what authentication adds. */
export interface Arrival {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const AUTHENTICATION = /^(authorization|x-amz-(date|security-token|content-sha256))$/;

const withoutAuthentication = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !AUTHENTICATION.test(name)));

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

type Behaviour = (query: URLSearchParams, response: ServerResponse, arrival: Arrival, world: World) => unknown;

const statusOf = (query: URLSearchParams): number => Number(query.get('status') ?? 200);

/** Headers and the beginning of a body, as the query asks. */
const begin = (query: URLSearchParams, response: ServerResponse): void => {
  const type = query.get('type');
  response.writeHead(statusOf(query), {
    'content-type': 'application/json',
    ...(type && { 'x-amzn-errortype': type }),
  });
  response.write('{"mess');
};

const MEGABYTE = 1024 * 1024;

/** An answer without end, as fast as it is taken. */
const pour = (query: URLSearchParams, response: ServerResponse, world: World, most = MAX_POURED): void => {
  begin(query, response);
  world.pouring++;
  response.on('close', () => world.pouring--);
  const chunk = 'x'.repeat(65_536);
  const fill = (): void => {
    while (!response.destroyed && world.poured < most) {
      world.poured += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', fill);
    }
    if (most < MAX_POURED) response.end();
  };
  fill();
};

/** What the server does, by path. */
const BEHAVIOURS: Record<string, Behaviour> = {
  '/echo': (query, response, { method, target, headers, body }) => {
    response.writeHead(statusOf(query), {
      'content-type': 'application/json',
      'x-echo': 'yes',
      'set-cookie': ['a=1', 'b=2'],
    });
    response.end(
      /^(204|304)$/.test(String(statusOf(query)))
        ? undefined
        : JSON.stringify({ method, target, body, a: headers['x-a'] }),
    );
  },
  '/redirect': (query, response) => {
    response.writeHead(Number(query.get('status') ?? 302), { location: query.get('to') ?? '/echo' });
    response.end('moved');
  },
  '/redirect-nowhere': (_, response) => void response.writeHead(302).end('moved'),
  '/redirect-badly': (_, response) => void response.writeHead(302, { location: 'http://' }).end('moved'),
  '/loop': (_, response) => void response.writeHead(302, { location: '/loop' }).end(),
  '/refused': (query, response) =>
    refuse(
      response,
      { type: query.get('type') ?? '', message: query.get('message') ?? 'Forbidden' },
      Number(query.get('status') ?? 403),
    ),
  '/gzip': (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync('unzipped'));
  },
  '/bad-gzip': (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end('this is not gzip');
  },
  '/broken': (query, response) => {
    response.writeHead(statusOf(query), { 'content-length': '100' });
    response.write('half');
    setImmediate(() => response.destroy());
  },
  '/drop': (_, response) => void response.destroy(),
  '/stall': begin,
  '/slow': () => {},
  '/flaky': (query, response, _, world) => {
    const fails = world.arrivals.length <= Number(query.get('fails') ?? 1);
    const after = query.get('after');
    response.writeHead(fails ? 503 : 200, { 'content-type': 'text/plain', ...(after && { 'retry-after': after }) });
    response.end(fails ? 'not yet' : 'at last');
  },
  '/long': (_, response) => void response.end('x'.repeat(200_000)),
  '/endless': (query, response, _, world) => pour(query, response, world),
};

/** How much an endless answer has at most: what a test would rather not hold. */
export const MAX_POURED = 256 * 1024 * 1024;

/** Two origins on loopback, and all that arrived there. */
export class World {
  readonly arrivals: Arrival[] = [];
  /** How many bytes an endless answer could be rid of, and how many such answers somebody still holds. */
  poured = 0;
  pouring = 0;
  /** How what is signed with the first key is refused: in a line, in a megabyte, or without end. */
  refusal: 'brief' | 'long' | 'endless' = 'brief';
  /** Told the access key id of each request that arrives. */
  onSigned = (_: string | undefined): void => {};
  home = '';
  away = '';
  readonly #servers: ReturnType<typeof createServer>[] = [];
  #onArrival: (() => void)[] = [];
  readonly #refusesFirst: boolean;

  /** @param refusesFirst Whether what is signed with the first key is answered as expired. */
  constructor(refusesFirst = false) {
    this.#refusesFirst = refusesFirst;
  }

  async open(): Promise<this> {
    this.home = await this.#listen();
    this.away = await this.#listen();
    return this;
  }

  async #listen(): Promise<string> {
    const server = createServer((request, response) => void this.#answer(request, response).catch(() => {}));
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization = '' } = request.headers;
    const { pathname, searchParams } = new URL(request.url!, 'http://host');
    const body = pathname === '/slow' ? Buffer.alloc(0) : await readAll(request);
    this.onSigned(/Credential=([^/]+)/.exec(authorization)?.[1]);
    if (this.#refusesFirst && authorization.includes('Credential=KEY1/')) {
      if (this.refusal === 'brief') return refuse(response, EXPIRED);
      return pour(
        new URLSearchParams({ status: '403', type: EXPIRED.type }),
        response,
        this,
        this.refusal === 'long' ? MEGABYTE : MAX_POURED,
      );
    }
    // A boundary is made anew for each form, and as long as its maker likes.
    const boundary = /^--(\S+?)(--)?\r\n/.exec(body.toString('latin1'))?.[1];
    const plain = (text: string): string => (boundary ? text.replaceAll(boundary, 'BOUNDARY') : text);
    const headers = withoutAuthentication(request.headers);
    if (boundary) delete headers['content-length'];
    const arrival = {
      method: request.method!,
      target: request.url!,
      headers: { ...headers, ...(boundary && { 'content-type': plain(headers['content-type'] ?? '') }) },
      body: plain(body.toString('latin1')),
    };
    this.arrivals.push(arrival);
    for (const tell of this.#onArrival.splice(0)) tell();
    const behave = BEHAVIOURS[pathname] ?? BEHAVIOURS['/echo']!;
    behave(searchParams, response, arrival, this);
  }

  /** Resolves when the next request has arrived that is not refused. */
  arrived(): Promise<void> {
    return new Promise((resolve) => this.#onArrival.push(resolve));
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
