// Builds an app by the bundlers that people use, and measures what its page loads: gzip, in bytes.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { build as viteBuild } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** webpack and Rollup are of the matrix, which installs them. */
const ofMatrix = createRequire(new URL('../../matrix/package.json', import.meta.url));
const importFromMatrix = async (name) => import(pathToFileURL(ofMatrix.resolve(name)).href);

const gzip = (code) => gzipSync(code, { level: 9 }).byteLength;
const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);

/** An app that uses these names, by module. */
const appOf = (names) =>
  [
    ...Object.entries(names).map(([module, what]) => `import { ${what} } from '${module}';`),
    `globalThis.app = { ${Object.values(names).join(', ')} };`,
  ].join('\n');

/**
 * What a page loads: its entry, what that imports, and all files.
 *
 * @param files `{ name, code, imports }` of each file; `imports` names those that load with it.
 */
const weigh = (files, entry) => {
  const byName = new Map(files.map((file) => [file.name, file]));
  const first = new Set();
  const follow = (name) => {
    if (first.has(name) || !byName.has(name)) return;
    first.add(name);
    byName.get(name).imports.forEach(follow);
  };
  follow(entry);
  const sizeOf = (name) => gzip(byName.get(name).code);
  return { entry: sizeOf(entry), first: sum([...first].map(sizeOf)), total: sum([...byName.keys()].map(sizeOf)) };
};

const byEsbuild =
  (splitting) =>
  async ({ app, external }) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: app, resolveDir: root, sourcefile: 'app.js' },
      outdir: '/out',
      absWorkingDir: root,
      bundle: true,
      minify: true,
      splitting,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      external,
      metafile: true,
      write: false,
      legalComments: 'none',
      logLevel: 'error',
    });
    const outputs = Object.fromEntries(
      Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]),
    );
    const files = outputFiles.map(({ path, contents }) => {
      const { imports } = outputs[basename(path)];
      const first = imports.filter(({ kind }) => kind === 'import-statement');
      return { name: basename(path), code: contents, imports: first.map((other) => basename(other.path)) };
    });
    return weigh(files, 'stdin.js');
  };

const byVite = async ({ folder, external }) => {
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="./app.js"></script>');
  const { output } = await viteBuild({
    root: folder,
    configFile: false,
    logLevel: 'error',
    resolve: { preserveSymlinks: false },
    build: { write: false, target: 'es2022', modulePreload: { polyfill: false }, rollupOptions: { external } },
  });
  const chunks = output.filter(({ type }) => type === 'chunk');
  const files = chunks.map(({ fileName, code, imports }) => ({ name: fileName, code, imports }));
  return weigh(files, chunks.find(({ isEntry }) => isEntry).fileName);
};

const byRollup = async ({ folder, external }) => {
  const { rollup } = await importFromMatrix('rollup');
  const { default: resolve } = await importFromMatrix('@rollup/plugin-node-resolve');
  const bundle = await rollup({
    input: join(folder, 'app.js'),
    external,
    plugins: [resolve({ browser: true, exportConditions: ['browser'] })],
    onwarn: () => {},
  });
  const { output } = await bundle.generate({ format: 'es' });
  await bundle.close();
  const files = await Promise.all(
    output.map(async ({ fileName, code, imports }) => {
      const { code: minified } = await transform(code, { minify: true, target: 'es2022', format: 'esm' });
      return { name: fileName, code: minified, imports };
    }),
  );
  return weigh(files, output.find(({ isEntry }) => isEntry).fileName);
};

const byWebpack = async ({ folder, external }) => {
  const { default: webpack } = await importFromMatrix('webpack');
  const out = join(folder, 'out');
  const compiler = webpack({
    context: folder,
    mode: 'production',
    target: ['web', 'es2022'],
    entry: './app.js',
    externals: Object.fromEntries(external.map((name) => [name, `var ${name}`])),
    output: { path: out, filename: 'app.js' },
    performance: { hints: false },
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  const { errors, chunks } = stats.toJson({ all: false, errors: true, chunks: true, assets: true });
  if (errors.length > 0) throw new Error(`webpack: ${errors[0].message}`);
  const initial = chunks.filter((chunk) => chunk.initial).flatMap((chunk) => chunk.files);
  const files = readdirSync(out)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, code: readFileSync(join(out, name)), imports: name === 'app.js' ? initial : [] }));
  return weigh(files, 'app.js');
};

const BUNDLERS = {
  'esbuild, one file': byEsbuild(false),
  'esbuild, split': byEsbuild(true),
  Vite: byVite,
  Rollup: byRollup,
  webpack: byWebpack,
};

/**
 * Builds an app by each bundler.
 *
 * @param names What the app imports, by module.
 * @returns `{ entry, first, total }` by bundler; `undefined` for one that is not installed.
 */
export const buildApps = async (names, external = []) => {
  // Within the repository, so that its packages are found.
  const folder = join(root, `test/bench/.work/${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const app = appOf(names);
    writeFileSync(join(folder, 'app.js'), app);
    const sizes = {};
    for (const [name, measure] of Object.entries(BUNDLERS)) {
      sizes[name] = await measure({ app, folder, external }).catch((error) => {
        if (error.code === 'MODULE_NOT_FOUND') return undefined;
        throw error;
      });
    }
    return sizes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
