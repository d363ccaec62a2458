import type { Server } from 'node:http';
import type { Api } from '../api/create-api.js';
import type { Admits } from './origins.js';
import { answerInWords, serve } from './serve.js';

/** Options of `mock.listen()`. */
export interface ListenOptions {
  /** The port of the first API. Each further API gets the next port. Default: 0, any free port. */
  readonly port?: number;
  /** The address to listen on. Default: `127.0.0.1`, which only this machine can reach. */
  readonly host?: string;
}

/** A mock that listens on real sockets. */
export interface MockListener {
  /** The base URL of the first API. */
  readonly url: string;
  /** The base URLs of all APIs, by name. */
  readonly urls: Readonly<Record<string, string>>;
  /** Stops listening and closes open connections. */
  close(): Promise<void>;
}

/** Opens a port for each API, for the pages that `admits` lets in. */
export const listen = async (apis: readonly Api[], options: ListenOptions, admits: Admits): Promise<MockListener> => {
  const { port = 0, host = '127.0.0.1' } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`listen(): port must be an integer from 0 to 65535, not ${String(port)}.`);
  }
  if (typeof host !== 'string' || host === '') throw new TypeError('listen(): host must be a non-empty string.');

  const servers: Server[] = [];
  const admitting = tellingOnce(admits);
  const close = async (): Promise<void> => void (await Promise.all(servers.map(closeServer)));
  const urls: Record<string, string> = {};
  try {
    for (const [index, api] of apis.entries()) {
      const server = createServer(api, admitting);
      const actualPort = await bind(server, port && port + index, host);
      servers.push(server);
      urls[api.name] = `http://${authority(host, actualPort)}${api.baseUrl.pathname.replace(/\/$/, '')}`;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { url: urls[apis[0]?.name ?? ''] ?? '', urls, close };
};

/** Says on the console that an origin is refused, because a page cannot see why. */
const tellingOnce = (admits: Admits): Admits => {
  const told = new Set<string>();
  return (origin, address) => {
    const isAdmitted = admits(origin, address);
    // Not for ever, as the header may hold anything.
    if (!isAdmitted && !told.has(origin) && told.size < 20) {
      told.add(origin);
      console.warn(`Calls of pages of ${JSON.stringify(origin)} are refused. The option origins can admit them.`);
    }
    return isAdmitted;
  };
};

/**
 * Loads `node:http` without an `import`, even a dynamic one, because
 * bundlers for browsers follow imports and some fail on `node:http`.
 */
const nodeHttp = (): typeof import('node:http') => {
  const http = globalThis.process?.getBuiltinModule?.('node:http');
  if (!http)
    throw new Error('listen() needs Node.js. In a browser, pass the handlers to msw: setupWorker(...mock.handlers).');
  return http;
};

const authority = (host: string, port: number): string => {
  // Clients cannot call the "all addresses" address.
  const callable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `${callable.includes(':') ? `[${callable}]` : callable}:${port}`;
};

const bind = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const problem =
        cause.code === 'EADDRINUSE' ? 'the port is in use. Choose another one, or 0 for any free port' : cause.message;
      reject(new Error(`listen() failed at ${authority(host, port)}: ${problem}.`, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const createServer = (api: Api, admits: Admits): Server =>
  nodeHttp().createServer((message, reply) => {
    serve(api, message, reply, admits).catch((error: unknown) => {
      if (!reply.destroyed) api.failed?.(error, message.method ?? '', message.url ?? '');
      // The client may have disconnected. Otherwise a responder threw, and the test should see why.
      if (reply.destroyed || reply.headersSent) return void reply.destroy();
      answerInWords(reply, 500, `A function of the configuration failed: ${String(error)}`);
    });
  });
