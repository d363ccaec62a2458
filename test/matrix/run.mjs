// `npm run matrix -- [place …]`: runs one wire suite in every place where users are, against a server that verifies. `--only` with
// a regular expression runs some of the cases; MATRIX_ROOT names another checkout to test.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './lib/bundle.mjs';
import { install } from './lib/install.mjs';
import { memo } from './lib/memo.mjs';
import { HERE, REPORT, WORK } from './lib/paths.mjs';
import { makeProject, pack } from './lib/project.mjs';
import { isGood, summarize, tell, write } from './lib/report.mjs';
import { runPlace } from './lib/run-place.mjs';
import { places } from './places/places.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const unknown = positionals.filter((name) => !places[name]);
if (unknown.length) {
  console.error(`There is no place ${unknown.join(', ')}. There are ${Object.keys(places).join(', ')}.`);
  process.exit(2);
}
const names = positionals.length ? positionals : Object.keys(places);
const only = values.only && new RegExp(values.only);

mkdirSync(WORK, { recursive: true });
process.on('exit', () => rmSync(WORK, { recursive: true, force: true }));
const [library] = await Promise.all([pack(), install()]);
const project = memo(async (name, versions) => makeProject(name, library, versions));
const shared = { project, bundle: memo(async (name) => bundle(name, await project('newest'))) };

const waiting = [...names];
const results = new Map();
const work = async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const result = await runPlace(name, places[name], shared, only);
    results.set(name, result);
    // At once, so that a run that is stopped leaves what it found.
    if (!only) write(REPORT, [result], Object.keys(places));
    console.log(tell(result).join('\n'));
  }
};
await Promise.all([work(), work()]);

const ordered = names.map((name) => results.get(name));
console.log(summarize(ordered));
const allowed = JSON.parse(readFileSync(join(HERE, 'skips.json'), 'utf8'));
process.exit(isGood(ordered, allowed, process.env.SIGV4_REQUIRE_ALL === '1') ? 0 : 1);
