import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { sourcesFor } from '../../support/aliases.js';

/** The files of a server, by path. */
export type Files = Readonly<Record<string, readonly [type: string, text: string]>>;

const bundle = async (entry: URL): Promise<Files> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    outdir: '/',
    plugins: [sourcesFor('browser')],
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [`/${basename(path)}`, ['text/javascript', text]]));
};

/** Bundles a page's script on first use. Lazily loaded code has its own files. */
export const bundleOnce = (entry: URL): (() => Promise<Files>) => {
  let files: Promise<Files> | undefined;
  return () => {
    files ??= bundle(entry);
    return files;
  };
};

/**
 * Serves files until the end of the test.
 *
 * @param policy The Content-Security-Policy of all files.
 * @returns The port.
 */
export const serveFiles = async (files: Files, policy: string): Promise<number> => {
  const server = createServer((request, reply) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const [type, text] = files[pathname] ?? [];
    const headers = { 'content-type': type ?? 'text/plain', 'content-security-policy': policy };
    reply.writeHead(type ? 200 : 404, headers).end(text);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
};
