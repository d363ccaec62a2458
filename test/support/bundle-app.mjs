// Bundles the emulator's app, so that the published package serves it with nothing to install: the last step of `npm run build`.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageImports } from './package-imports.mjs';

const root = new URL('../../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));

/** Writes the app's page, styles and modules into a folder. */
export const bundleApp = (outdir) =>
  build({
    entryPoints: ['index.html', 'app.css', 'main.ts'].map((file) => path(`mocks/emulator/app/${file}`)),
    outdir,
    loader: { '.html': 'copy' },
    plugins: [packageImports('browser')],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'eof',
    chunkNames: 'chunk-[hash]',
    logLevel: 'warning',
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleApp(path('dist/mocks/emulator/app'));
