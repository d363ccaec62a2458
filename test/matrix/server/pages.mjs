// Serves a built page, and the settings that it asks for.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { listen } from './front.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
};

/** @param settings Gives what `/settings.json` says. */
export const servePages = (folder, settings) =>
  listen(
    createServer(async (request, response) => {
      const { pathname } = new URL(request.url, 'http://localhost');
      const path = pathname === '/' ? '/index.html' : normalize(pathname);
      const content =
        path === '/settings.json'
          ? JSON.stringify(settings())
          : await readFile(join(folder, path)).catch(() => undefined);
      if (content === undefined) return response.writeHead(404).end();
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(content);
    }),
  );
