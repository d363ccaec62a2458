// Builds the suite for pages, by the bundlers that apps use.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** Globals that React Native does not have. */
const NOT_IN_REACT_NATIVE = [
  'Buffer',
  'process',
  'structuredClone',
  'indexedDB',
  'localStorage',
  'sessionStorage',
  'BroadcastChannel',
  'MessageChannel',
  'File',
  ...['Readable', 'Writable', 'Transform', 'TextDecoder', 'TextEncoder', 'Compression', 'Decompression'].map(
    (kind) => `${kind}Stream`,
  ),
];

/** Makes every mention of these globals `undefined`. */
const hide = (names) =>
  Object.fromEntries(
    names.flatMap((name) => ['', 'globalThis.', 'window.', 'self.'].map((prefix) => [prefix + name, 'undefined'])),
  );

const script = (project, out, conditions, options) =>
  byEsbuild(project, out, { entryPoints: ['suite/script.js'], format: 'iife', conditions, ...options });

/** Each builds the suite of a project into a folder: `suite/page.js`, with an `index.html`, or what another place begins with. */
const bundlers = {
  esbuild: async (project, out) => {
    await byEsbuild(project, out);
    writeFileSync(join(out, 'index.html'), page('/page.js'));
  },
  'esbuild-split': async (project, out) => {
    await byEsbuild(project, out, { splitting: true });
    writeFileSync(join(out, 'index.html'), page('/page.js'));
  },
  vite: async (project, out) => {
    const { build: viteBuild } = await import('vite');
    writeFileSync(join(project, 'index.html'), page('/suite/page.js'));
    await viteBuild({ root: project, logLevel: 'error', configFile: false, build: { outDir: out, target: 'esnext' } });
  },
  webpack: async (project, out) => {
    const { default: webpack } = await import('webpack');
    const compiler = webpack({
      context: project,
      mode: 'production',
      target: 'web',
      entry: './suite/page.js',
      output: { path: out, filename: 'page.js', publicPath: '/' },
      experiments: { topLevelAwait: true },
      performance: { hints: false },
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
    const [problem] = [...errors, ...warnings];
    if (problem) throw new Error(`webpack: ${problem.message}`);
    writeFileSync(join(out, 'index.html'), page('/page.js'));
  },
  worker: (project, out) =>
    byEsbuild(project, out, { entryPoints: ['suite/worker.js'], conditions: ['workerd', 'worker', 'browser'] }),
  edge: (project, out) => script(project, out, ['edge-light', 'worker', 'browser']),
  'react-native': (project, out) =>
    script(project, out, ['react-native'], {
      outExtension: { '.js': '.cjs' },
      define: hide(NOT_IN_REACT_NATIVE),
    }),
};

/** Builds the suite, and gives the folder to serve. */
export const bundle = async (name, project) => {
  const out = join(WORK, 'bundles', name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await bundlers[name](project, out);
  return out;
};
