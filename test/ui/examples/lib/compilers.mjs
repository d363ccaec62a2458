// Runs the frameworks' compilers on the examples. They must find every mistake in each `wrong` file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../matrix/lib/run.mjs';

const TOOLS = fileURLToPath(new URL('../node_modules', import.meta.url));
const tools = {
  tsc: 'typescript/bin/tsc',
  'vue-tsc': 'vue-tsc/bin/vue-tsc.js',
  'svelte-check': 'svelte-check/bin/svelte-check',
  ngc: '@angular/compiler-cli/bundles/src/bin/ngc.js',
};

const compile = (tool, cwd, ...args) => run(process.execPath, [join(TOOLS, tools[tool]), ...args], { cwd });

/** Svelte's templates have no syntax for an expected error. */
const checkWrongSvelte = async (folder) => {
  const source = readFileSync(join(folder, 'Wrong.svelte'), 'utf8').split('\n');
  const expected = source.flatMap((line, index) => (line.startsWith('<sigv4-sign-in') ? [index + 1] : []));
  const output = await compile('svelte-check', folder, '--output', 'machine', '--tsconfig', 'tsconfig.json').then(
    (said) => said,
    ({ message }) => message,
  );
  const found = [...output.matchAll(/ERROR "[^"]*Wrong\.svelte" (\d+):/g)].map(([, line]) => Number(line));
  if (String([...new Set(found)]) !== String(expected)) {
    throw new Error(`svelte-check finds errors in the lines ${found}, not in ${expected}: ${output}`);
  }
};

/** Compiles each example. Rejects with the compiler's errors. */
export const compilers = {
  html: (folder) => compile('tsc', folder, '-p', '.'),
  react: (folder) => compile('tsc', folder, '-p', '.'),
  preact: (folder) => compile('tsc', folder, '-p', '.'),
  solid: (folder) => compile('tsc', folder, '-p', '.'),
  vue: (folder) => compile('vue-tsc', folder, '-p', '.'),
  svelte: async (folder) => {
    await compile('svelte-check', join(folder, 'src'), '--output', 'machine', '--tsconfig', '../tsconfig.json');
    await checkWrongSvelte(join(folder, 'wrong'));
  },
  angular: (folder) => compile('ngc', folder, '-p', '.', '--noEmit'),
};
