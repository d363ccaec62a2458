import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageImports } from '../../support/package-imports.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The page's script, as one module. */
export const bundlePage = async () => {
  const { outputFiles } = await build({
    entryPoints: [path('page.ts')],
    plugins: [packageImports('browser')],
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
