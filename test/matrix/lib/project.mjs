// Makes projects as an app's folder is: the packed library, its dependencies and the clients, all real folders.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { HERE, ROOT, WORK } from './paths.mjs';
import { run } from './run.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Packs the checkout, without writing into it but for a folder of its own. */
export const pack = async (work = WORK) => {
  const staging = join(work, 'staging');
  rmSync(staging, { recursive: true, force: true });
  const { name: library, version, files } = readJson(join(ROOT, 'package.json'));
  const sources = readdirSync(ROOT).filter((name) => /^(src|mocks|[\w.]+\.(json|md)|LICENSE)$/.test(name));
  // What is published besides, and the script that builds.
  const others = [...files.filter((name) => name !== 'dist' && existsSync(join(ROOT, name))), 'test/support'];
  for (const name of new Set([...sources, ...others]))
    cpSync(join(ROOT, name), join(staging, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(staging, 'node_modules'));
  await run('npm', ['pack', '--silent', '--pack-destination', work], { cwd: staging });
  await run('tar', ['-xzf', join(work, `${library}-${version}.tgz`), '-C', work]);
  rmSync(staging, { recursive: true });
  return { name: library, folder: join(work, 'package') };
};

/** Where Node would find a package from a folder. */
const find = (name, from) => {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) return place;
    if (folder === dirname(folder)) return undefined;
  }
};

/** Copies packages with all that they depend on into a `node_modules`; what differs in version goes beside its dependent. */
const copyAll = (packages, modules) => {
  const copied = new Map();
  const copy = (name, source, from, into) => {
    if (copied.get(name) === source) return;
    const folder = copied.has(name) ? into : modules;
    const place = join(folder, name);
    if (existsSync(place)) return;
    if (folder === modules) copied.set(name, source);
    cpSync(source, place, { recursive: true, dereference: true });
    const { dependencies = {} } = readJson(join(source, 'package.json'));
    for (const dependency of Object.keys(dependencies)) {
      const found = find(dependency, from);
      // What a package brings in its own folder was copied with it.
      if (found && !found.startsWith(source)) copy(dependency, found, found, join(place, 'node_modules'));
    }
  };
  for (const { name, source, from = source } of packages) copy(name, source, from, join(modules, name, 'node_modules'));
};

/** Where a package of that name, or alias, is: among the matrix's own, else in the checkout. */
const sourceOf = (name) =>
  [HERE, ROOT].map((folder) => join(folder, 'node_modules', name)).find((place) => existsSync(place));

/**
 * Makes a project.
 *
 * @param library What `pack` gave.
 * @param versions Other versions of clients than the newest, by client: the name that they are installed under.
 * @returns Its folder
 */
export const makeProject = (name, library, versions = {}) => {
  const folder = join(WORK, 'projects', name);
  const modules = join(folder, 'node_modules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
  const clients = ['axios', 'ky', 'msw'].map((name) => ({ name, source: sourceOf(versions[name] ?? name) }));
  copyAll([...clients, { name: library.name, source: library.folder, from: ROOT }], modules);
  cpSync(join(HERE, 'suite'), join(folder, 'suite'), { recursive: true });
  // The rows that all suites share, as every place can read them.
  const rows = readFileSync(join(ROOT, 'test/support/clients.ts'), 'utf8');
  writeFileSync(join(folder, 'suite/clients.js'), transformSync(rows, { loader: 'ts' }).code);
  return folder;
};
