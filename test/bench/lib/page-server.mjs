import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = fileURLToPath(new URL('../browser/page.mjs', import.meta.url));
const amplify = createRequire(import.meta.resolve('aws-amplify')).resolve(
  '@aws-amplify/core/internals/aws-client-utils',
);

const ENTRY = `
  import { signRequest } from '@aws-amplify/core/internals/aws-client-utils';
  import { createPage } from ${JSON.stringify(page)};
  globalThis.bench = createPage(signRequest);
`;

const bundlePage = async () => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: dirname(amplify) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
};

/**
 * Serves the page on loopback: a secure context, isolated from other origins so that the clock is as fine as may be.
 *
 * @returns Its URL, and the function that stops it.
 */
export const startPageServer = async () => {
  const script = await bundlePage();
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(
      isScript ? script : '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>',
    );
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return { url: `http://localhost:${server.address().port}/`, stop: () => server.close() };
};
