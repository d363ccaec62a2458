import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Keeps everything outside of the given files of dist/src out of the bundle. */
const onlyOwn = (own) => ({
  name: 'only-own',
  setup: ({ onResolve }) =>
    onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
      if (kind === 'entry-point' || own.some((prefix) => path.includes(prefix))) return undefined;
      return importer.endsWith('<stdin>') ? undefined : { path, external: true };
    }),
});

/** Our files that the app loads when it needs them: bundlers put them into chunks of their own. */
const laterOnes = (later) => ({
  name: 'later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ path, kind, importer }) => {
      if (kind !== 'dynamic-import' || importer.includes('node_modules')) return undefined;
      later.add(path);
      return { path, external: true };
    }),
});

/** Says of smithy's two calls at import that they are pure, as test/bench/upstream proposes. */
const annotated = {
  name: 'annotated',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/serde\/index\.browser\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace('extends bind', 'extends /* @__PURE__ */ bind')
        .replace('= bindV4(', '= /* @__PURE__ */ bindV4('),
    })),
};

/**
 * Bundles a snippet as an app's bundler would for browsers: what loads at once. `later` names what loads when it is needed.
 *
 * @param contents The module to bundle; it is resolved from this repository.
 * @param options `external` packages; `own`: bundle nothing but the entry and these paths; `pure`: with smithy annotated.
 */
export const bundle = async (contents, { external = [], own, pure = false } = {}) => {
  const later = new Set();
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, sourcefile: '<stdin>' },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external,
    plugins: [laterOnes(later), ...(pure ? [annotated] : []), ...(own ? [onlyOwn(own)] : [])],
    metafile: true,
    write: false,
    logLevel: 'error',
    // Nobody publishes these: what they say of licences is no code.
    legalComments: 'none',
  });
  const [{ contents: code, text }] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  return {
    text,
    min: code.byteLength,
    gzip: gzipSync(code, { level: 9 }).byteLength,
    later: [...later],
    inputs: Object.entries(output.inputs).map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput })),
  };
};

/** The package that a path of a metafile belongs to; our own files stay themselves. */
export const packageOf = (path) => {
  const inPackages = path.split('node_modules/').at(-1);
  if (inPackages === path) return path.startsWith('dist/') ? 'sigv4-interceptor' : basename(path);
  const [scope, name] = inPackages.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
};

/** Bytes in the output by what `keyOf` says of each input, largest first. */
export const breakdown = (inputs, keyOf) => {
  const sums = new Map();
  for (const { path, bytes } of inputs) sums.set(keyOf(path), (sums.get(keyOf(path)) ?? 0) + bytes);
  return [...sums].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
};
