// `npm run check`: every part in turn, a line for each, with all that a part says where it fails. `npm run check -- types shape`
// runs some of them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Each is a script of package.json, `check:format` and so on. */
const PARTS = {
  format: 'Formatting and lint are as Biome wants them',
  types: 'Sources, mocks and tests have sound types',
  shape: 'Functions, files, imports and `any` keep within their limits',
  build: 'The package builds',
  patterns: 'Regular expressions are linear',
  package: 'package.json is right for what is published (publint)',
  entries: 'Every entry point has types that resolve (attw)',
  unused: 'No file, export or dependency is unused (knip)',
};
const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
/** Those that read what was built. */
const NEED_BUILD = ['patterns', 'package', 'entries'];
const wanted = chosen.length === 0 ? Object.keys(PARTS) : chosen;
const all = Object.keys(PARTS).filter(
  (name) => wanted.includes(name) || (name === 'build' && wanted.some((each) => NEED_BUILD.includes(each))),
);

let failed = 0;
for (const name of all) {
  const command = scripts[`check:${name}`];
  const begun = Date.now();
  const { status, stdout, stderr } = spawnSync(command, {
    shell: true,
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(9)} ${PARTS[name]}, ${seconds} s`);
  if (status === 0) continue;
  failed++;
  console.log(`\n$ ${command}\n${stdout}${stderr}`);
}
process.exitCode = failed > 0 ? 1 : 0;
