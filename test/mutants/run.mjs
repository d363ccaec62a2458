// `npm run mutants`: changes the sources in small ways and shows which changes no test notices. CONTRIBUTING.md says how
// to use it. folders.json says which tests must notice what; scores.json holds what was reached, which may only rise.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `Usage: npm run mutants -- <folder of test/mutants/folders.json, or file> [...] [--ratchet]
       npm run mutants -- --changed --budget=<seconds>`;
const SCORES = 'test/mutants/scores.json';
const REPORT = 'test/mutants/.work/mutants.json';
const TEMPORARY = '.stryker-tmp';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const folders = readJson('test/mutants/folders.json');
const scores = readJson(SCORES);

const fail = (message) => {
  console.error(message);
  process.exit(2);
};
const filesOf = (folder) => globSync(folders[folder].files, { exclude: folders[folder].except ?? [] }).sort();
const folderOf = (file) => Object.keys(folders).find((folder) => filesOf(folder).includes(file));
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
/** In percent, rounded down: a survivor never hides behind 100. */
const scoreOf = ({ killed, mutants }) => (mutants ? Math.floor((killed / mutants) * 10_000) / 100 : 100);
const total = (counts) =>
  counts.reduce((sum, { killed, mutants }) => ({ killed: sum.killed + killed, mutants: sum.mutants + mutants }), {
    killed: 0,
    mutants: 0,
  });

let child;
const stop = () => {
  if (child) process.kill(-child.pid, 'SIGKILL');
  rmSync(TEMPORARY, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stop();
    process.exit(1);
  });
}

/** Runs Stryker on files of one folder; `false` where it took longer than `seconds`. */
const runStryker = (folder, files, seconds, related = true) =>
  new Promise((resolve) => {
    rmSync(REPORT, { force: true });
    const stryker = ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'test/mutants/stryker.config.mjs'];
    child = spawn(process.execPath, [...stryker, '--mutate', files.join(',')], {
      // A process group of its own, so that its workers end with it.
      detached: true,
      env: { ...process.env, MUTANT_TESTS: folders[folder].tests.join('\n'), MUTANT_TESTS_ARE_RELATED: `${related}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    let late = false;
    const onLate = () => {
      late = true;
      stop();
    };
    const timer = seconds && setTimeout(onLate, seconds * 1000);
    child.on('close', (status) => {
      child = undefined;
      clearTimeout(timer);
      if (late) rmSync(TEMPORARY, { recursive: true, force: true });
      else if (status !== 0) fail(`${output}\nStryker failed on ${files.join(', ')}.`);
      resolve(!late);
    });
  });

const isKilled = ({ status }) => status === 'Killed' || status === 'Timeout';
const isAlive = ({ status }) => status === 'Survived' || status === 'NoCoverage';

/** What a mutant changes: the first of its lines that differs, before and after. */
const changeOf = (source, { location: { start, end }, replacement }) => {
  const before = source.split('\n').slice(start.line - 1, end.line);
  // The end first: start and end may be in the same line.
  before.push(before.pop().slice(0, end.column - 1));
  before[0] = before[0].slice(start.column - 1);
  const after = replacement.split('\n');
  const at = Math.max(
    0,
    before.findIndex((line, index) => line !== after[index]),
  );
  return `${before[at].trim()} -> ${(after[at] ?? '').trim()}`;
};

/** Measures files of one folder and prints their survivors. Gives the counts by file, or `undefined` for want of time. */
const measure = async (folder, files, seconds) => {
  if (!(await runStryker(folder, files, seconds))) return undefined;
  // No test imports these files: all their mutants survive, if they have any.
  if (!existsSync(REPORT) && !(await runStryker(folder, files, seconds, false))) return undefined;
  const reported = readJson(REPORT).files;
  const counts = {};
  for (const file of files) {
    // A file without mutants (types alone) is not in the report.
    const { mutants = [], source = '' } = reported[file] ?? {};
    for (const mutant of mutants.filter(isAlive)) {
      const note = mutant.status === 'NoCoverage' ? ' (no test reaches it)' : '';
      console.log(`${file}:${mutant.location.start.line} ${mutant.mutatorName}${note}: ${changeOf(source, mutant)}`);
    }
    const killed = mutants.filter(isKilled).length;
    counts[file] = { killed, mutants: killed + mutants.filter(isAlive).length };
    console.log(`${file}: ${scoreOf(counts[file])} (${killed} of ${counts[file].mutants})`);
  }
  return counts;
};

/** What a file must reach: its own score, or its folder's if that is lower or the file is new. */
const barOf = (folder, file) => Math.min(scores[folder]?.files[file]?.score ?? 100, scores[folder]?.score ?? 0);

/** Prints the files below their bar and says whether there are none. */
const holds = (folder, counts) => {
  const below = Object.keys(counts).filter((file) => scoreOf(counts[file]) < barOf(folder, file));
  for (const file of below) {
    console.error(`${file} fell to ${scoreOf(counts[file])}; ${barOf(folder, file)} is required. Kill its survivors.`);
  }
  return below.length === 0;
};

/** Writes what was measured, unless the folder's score fell. */
const ratchet = (folder, counts) => {
  const { score: before = 0, files: known = {} } = scores[folder] ?? {};
  const files = {};
  for (const file of filesOf(folder)) {
    if (counts[file]) files[file] = { hash: hashOf(file), score: scoreOf(counts[file]), ...counts[file] };
    else if (known[file]) files[file] = known[file];
  }
  const score = scoreOf(total(Object.values(files)));
  if (score < before) {
    console.error(`${folder} fell from ${before} to ${score}.`);
    return false;
  }
  scores[folder] = { score, files };
  writeFileSync(SCORES, `${JSON.stringify(scores, null, 2)}\n`);
  return true;
};

const measureNamed = async (names, write) => {
  const byFolder = {};
  for (const name of names) {
    const folder = folders[name] ? name : folderOf(name);
    if (!folder) fail(`${name} is neither a folder nor a file of test/mutants/folders.json.\n${USAGE}`);
    byFolder[folder] ??= new Set();
    for (const file of folders[name] ? filesOf(name) : [name]) byFolder[folder].add(file);
  }
  let good = true;
  for (const [folder, files] of Object.entries(byFolder)) {
    const counts = await measure(folder, [...files]);
    console.log(
      `${folder}: ${scoreOf(total(Object.values(counts)))} (recorded: ${scores[folder]?.score ?? 'nothing'})`,
    );
    good = holds(folder, counts) && (!write || ratchet(folder, counts)) && good;
  }
  return good;
};

const measureChanged = async (budget) => {
  const end = Date.now() + budget * 1000;
  const left = () => (end - Date.now()) / 1000;
  let good = true;
  const unmeasured = [];
  for (const folder of Object.keys(scores)) {
    for (const file of filesOf(folder).filter((file) => scores[folder].files[file]?.hash !== hashOf(file))) {
      const counts = left() > 0 ? await measure(folder, [file], left()) : undefined;
      if (counts) good = holds(folder, counts) && good;
      else unmeasured.push(file);
    }
  }
  if (unmeasured.length) console.log(`No time for ${unmeasured.join(', ')}.`);
  const unrecorded = Object.keys(folders).filter((folder) => !scores[folder]);
  if (unrecorded.length) console.log(`Without a recorded score, so not measured: ${unrecorded.join(', ')}.`);
  return good;
};

const readArguments = () => {
  const options = { changed: { type: 'boolean' }, ratchet: { type: 'boolean' }, budget: { type: 'string' } };
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`);
  }
};
const { values, positionals } = readArguments();
const { changed, budget } = values;
if (changed ? positionals.length || values.ratchet : !positionals.length || budget) fail(USAGE);
if (changed && !(Number(budget) > 0)) fail(`--budget takes seconds.\n${USAGE}`);
const good = changed ? await measureChanged(Number(budget)) : await measureNamed(positionals, values.ratchet);
process.exit(good ? 0 : 1);
