import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { type AwsMock, createAwsMock } from 'sigv4-interceptor/mocks';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { sourcesFor } from '../../support/aliases.js';
import type { AppSettings } from './app.js';

/** What becomes of the files that are loaded later: all is well, a deploy has removed them, the network fails, the policy forbids them. */
export type Parts = 'there' | 'removed' | 'offline' | 'forbidden';

const path = (relative: string): string => new URL(relative, import.meta.url).pathname;

interface Script {
  readonly text: string;
  /** Whether it is loaded later. */
  readonly isLater: boolean;
}

/** An app's scripts, as its own build makes them. */
const bundle = async (folder: string, ...entries: readonly string[]): Promise<[string, Script][]> => {
  const { outputFiles, metafile } = await build({
    entryPoints: entries.map((entry) => path(`${entry}.ts`)),
    outdir: folder,
    plugins: [sourcesFor('browser')],
    bundle: true,
    splitting: true,
    metafile: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  const byName = new Map(Object.entries(metafile.outputs).map(([file, output]) => [basename(file), output]));
  const first = new Set<string>();
  const follow = (name: string): void => {
    if (first.has(name)) return;
    first.add(name);
    for (const { path: imported, kind } of byName.get(name)!.imports) {
      if (kind === 'import-statement') follow(basename(imported));
    }
  };
  for (const entry of entries) follow(`${entry}.js`);
  return outputFiles.map(({ path: file, text }) => [file, { text, isLater: !first.has(basename(file)) }]);
};

const bundleAll = async (): Promise<ReadonlyMap<string, Script>> =>
  new Map([...(await bundle('/', 'page', 'worker')), ...(await bundle('/eager', 'eager-worker'))]);
let scripts: Promise<ReadonlyMap<string, Script>> | undefined;

/** A page's server, and the pools and the API that it calls. */
export interface Stage {
  readonly url: string;
  readonly mock: AwsMock;
  /** The later files that were asked for. */
  readonly asked: string[];
}

/** Serves the page, whose later files meet a fate. */
export const serve = async (parts: Parts, hides = ''): Promise<Stage> => {
  scripts ??= bundleAll();
  const files = await scripts;
  const mock = createAwsMock({
    userPools: [{ users: [{ username: 'alice', password: 'Correct-horse-1' }] }],
    identityPools: [{ guests: true }],
  });
  const { url: api, urls, close } = await mock.listen();
  const asked: string[] = [];
  const server = createServer((request, reply) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const { port } = server.address() as AddressInfo;
    const first = [...files].filter(([, { isLater }]) => !isLater).map(([name]) => `http://localhost:${port}${name}`);
    const headers = {
      // Each page begins without a cache.
      'cache-control': 'no-store',
      ...(parts === 'forbidden' && { 'content-security-policy': `script-src 'unsafe-inline' ${first.join(' ')}` }),
    };
    if (pathname === '/') {
      const hide = hides && `<script>Object.defineProperty(${hides}, { value: undefined })</script>`;
      const text = `<!doctype html><meta charset="utf-8"><title>Parts</title>${hide}<script type="module" src="/page.js"></script>`;
      return void reply.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(text);
    }
    const script = files.get(pathname);
    if (script?.isLater) asked.push(pathname);
    if (script?.isLater && parts === 'offline') return void request.socket.destroy();
    const isThere = script && !(script.isLater && parts === 'removed');
    reply
      .writeHead(isThere ? 200 : 404, { ...headers, 'content-type': isThere ? 'text/javascript' : 'text/html' })
      .end(isThere ? script.text : '<!doctype html><title>Not found</title>');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await close();
  });
  const settings: AppSettings = {
    api,
    userPool: urls['cognito-idp']!,
    identityPool: urls['cognito-identity']!,
    userPoolId: mock.userPool().id,
    clientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/?settings=${encodeURIComponent(JSON.stringify(settings))}`, mock, asked };
};
