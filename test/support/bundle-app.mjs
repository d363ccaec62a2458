// Bundles the emulator's control page and its app, so that the published package serves them with nothing to install: a step of
// `npm run build`.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageImports } from './package-imports.mjs';

const root = new URL('../../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));

/** What is bundled: folders, with their styles. */
const STYLES = { app: 'app.css', page: 'page.css' };

const bundle = (folder, outdir) =>
  build({
    entryPoints: ['index.html', STYLES[folder], 'main.ts'].map((file) => path(`mocks/emulator/${folder}/${file}`)),
    outdir: `${outdir}/${folder}`,
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

/** Writes the HTML, styles and modules of the page and of the app into two folders of a folder. */
export const bundleApp = (outdir) => Promise.all(Object.keys(STYLES).map((folder) => bundle(folder, outdir)));

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleApp(path('dist/mocks/emulator'));
