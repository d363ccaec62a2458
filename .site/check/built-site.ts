import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { Built } from '../lib/dead-links.js';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** The path that the site was built for, as its first page loads its script from there. */
export const BASE = /src="([^"]*\/)assets\/app\./.exec(readFileSync(`${DIST}index.html`, 'utf8'))![1]!;

/** Where the mock of the first page is: nowhere, for whoever is not behind it. */
const API = 'https://api.example.com';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/**
 * Refuses every request to another host, and has it reported. A page may call the mock's API, because a browser looks at the policy
 * before it asks the service worker; the worker itself, which would send such a call on, may not.
 */
const policy = (connect: string): string =>
  [
    "default-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${connect}`,
    `report-uri ${BASE}reports`,
  ].join('; ');

/** Reads the site that was built. */
export const readBuilt = (): Built => {
  const paths = globSync('**/*.*', { cwd: DIST });
  const isPage = (path: string): boolean => path.endsWith('.html');
  return {
    pages: Object.fromEntries(paths.filter(isPage).map((path) => [path, readFileSync(DIST + path, 'utf8')])),
    others: paths.filter((path) => !isPage(path)),
  };
};

/** A server of the built site. */
export interface SiteServer {
  readonly port: number;
  /** The address of the first page at a host, by default the one that browsers trust without https. */
  url(host?: string): string;
  /** What browsers reported: requests to other hosts that they refused. */
  readonly reports: readonly string[];
}

/** Serves the built site for the tests of a file, as any server of static files would. */
export const serveSite = (): SiteServer => {
  const files = new Set(globSync('**/*.*', { cwd: DIST }));
  const reports: string[] = [];
  const server = createServer(async (request, reply) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    if (pathname === `${BASE}reports`) {
      for await (const chunk of request) reports.push(String(chunk));
      reply.writeHead(204).end();
      return;
    }
    const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length).replace(/(^|\/)$/, '$1index.html') : '';
    const isThere = files.has(path);
    const connect = path === 'mockServiceWorker.js' ? '' : ` ${API}`;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    reply.writeHead(isThere ? 200 : 404, { 'content-type': type, 'content-security-policy': policy(connect) });
    reply.end(isThere ? readFileSync(DIST + path) : 'Not found');
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  const port = (): number => (server.address() as AddressInfo).port;
  return {
    get port() {
      return port();
    },
    url: (host = 'localhost') => `http://${host}:${port()}${BASE}`,
    reports,
  };
};
