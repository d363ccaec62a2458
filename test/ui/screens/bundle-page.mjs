import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Resolves package.json's `imports` for browsers, to the sources. */
const imports = {
  name: 'imports',
  setup: ({ onResolve }) => {
    const files = { '#sha256': 'sigv4/sha256.web.ts', '#call-context': 'core/call-context.web.ts' };
    onResolve({ filter: /^#/ }, ({ path: name }) => ({ path: path(`../../../src/${files[name]}`) }));
  },
};

/** The page's script, as one module. */
export const bundlePage = async () => {
  const { outputFiles } = await build({
    entryPoints: [path('page.ts')],
    plugins: [imports],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
};

const LINES = '<p>A page behind the dialog, with words of its own, which must not be read by mistake.</p>'.repeat(30);

/** An app's page, in either colour scheme. */
export const PAGE = `<!doctype html><meta charset="utf-8"><title>Screens</title>
<style>
  :root { color-scheme: light dark; font-family: sans-serif }
  body { margin: 1rem }
  main { display: none }
  .behind main { display: block }
</style>
<main><h1>Behind</h1>${LINES}</main>`;
