// Builds the examples with the usual tools of their frameworks.
import { cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';

const require = createRequire(new URL('../package.json', import.meta.url));
const vite = async () => import(pathToFileURL(require.resolve('vite')).href);

const byEsbuild = async (folder, out) => {
  await esbuild({
    entryPoints: [join(folder, 'src/main.ts')],
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    logLevel: 'error',
  });
  for (const name of ['index.html', 'logo.svg', 'own.html']) {
    if (existsSync(join(folder, name))) cpSync(join(folder, name), join(out, name));
  }
};

const byVite = async (root, outDir) => {
  const { build } = await vite();
  const pages = ['index.html', 'own.html'].map((name) => join(root, name)).filter((page) => existsSync(page));
  await build({ root, logLevel: 'error', build: { outDir, target: 'esnext', rollupOptions: { input: pages } } });
};

/** Builds the pages of each example into a folder. */
export const bundlers = {
  html: byEsbuild,
  react: byVite,
  preact: byVite,
  solid: byVite,
  vue: byVite,
  svelte: byVite,
  angular: byVite,
};

/** Builds React's example for a server, and returns what it renders. */
export const renderOnServer = async (root) => {
  const { build } = await vite();
  const outDir = join(root, 'dist-server');
  await build({ root, logLevel: 'error', build: { outDir, ssr: 'src/server.tsx' } });
  const { render } = await import(pathToFileURL(join(outDir, 'server.js')).href);
  return render();
};
