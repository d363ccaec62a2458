// Part of `npm run build`: takes the white space out of the sign-in's style sheet, which every page loads.
import { readFile, writeFile } from 'node:fs/promises';
import { transform } from 'esbuild';

const file = new URL('../../dist/src/ui/element/styles.js', import.meta.url);
const { STYLES } = await import(file);
const { code } = await transform(STYLES, { loader: 'css', minifyWhitespace: true });
// esbuild keeps the values of custom properties as they are; there, too, white space after `:` and `,` means nothing.
const minified = code.trim().replace(/(?<=--[\w-]+:|,) /g, '');
const source = await readFile(file, 'utf8');
const written = /^export const STYLES = .*$/ms;
if (!written.test(source)) throw new Error(`${file.pathname} has no STYLES.`);
await writeFile(
  file,
  source.replace(written, () => `export const STYLES = ${JSON.stringify(minified)};\n`),
);
