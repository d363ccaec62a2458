// Builds the suite for pages, by the bundlers that apps use.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { WORK } from './paths.mjs';

const page = (script) =>
  `<!doctype html><meta charset="utf-8"><title>matrix</title><script type="module" src="${script}"></script>\n`;

const byEsbuild = (project, out, options) =>
  build({
    absWorkingDir: project,
    entryPoints: ['suite/page.js'],
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    logLevel: 'error',
    ...options,
  });

/** Each builds `suite/page.js` of a project into a folder, which gets an `index.html`. */
const bundlers = {
  esbuild: async (project, out) => {
    await byEsbuild(project, out);
    writeFileSync(join(out, 'index.html'), page('/page.js'));
  },
  'esbuild-split': async (project, out) => {
    await byEsbuild(project, out, { splitting: true });
    writeFileSync(join(out, 'index.html'), page('/page.js'));
  },
};

/** Builds the suite, and gives the folder to serve. */
export const bundle = async (name, project) => {
  const out = join(WORK, 'bundles', name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await bundlers[name](project, out);
  return out;
};
