import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = join(here, '.work');

export const tsc = join(root, 'node_modules/typescript/bin/tsc');

const MODULES = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};
const GLOBALS = {
  DOM: { lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'] },
  Node: { lib: ['es2023'], types: ['node'] },
  Workers: { lib: ['es2023'], types: [join(here, 'node_modules/@cloudflare/workers-types')] },
};

/** An app: files of `consumers/`, the clients it has installed, and how it is compiled. */
export interface Project {
  readonly consumers: readonly string[];
  readonly modules: keyof typeof MODULES;
  readonly globals: keyof typeof GLOBALS;
  /** Other versions than the repository's own, by name: `{ axios: 'axios-1-5' }`. */
  readonly clients?: Readonly<Record<string, string>>;
}

/** Installs the compilers and clients of this folder where that has not been done. */
const install = (): void => {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
  const mark = join(here, 'node_modules/.installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: here });
  writeFileSync(mark, lock);
};

/** Builds the declarations in a copy of the package: other tests pack, and so replace `dist`, at the same time. */
export const prepare = (): void => {
  install();
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['src', 'mocks', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(folder, 'package', name), { recursive: true });
  }
  execFileSync(process.execPath, [tsc, '-p', join(folder, 'package/src/tsconfig.build.json'), '--emitDeclarationOnly']);
};

/** Writes a project and gives its configuration's path. */
export const writeProject = (name: string, { consumers, modules, globals, clients = {} }: Project): string => {
  const path = join(folder, name);
  const packages = join(path, 'node_modules');
  mkdirSync(packages, { recursive: true });
  // A copy, not a link: its imports must find the clients of this project.
  for (const part of ['dist', 'package.json']) {
    cpSync(join(folder, 'package', part), join(packages, 'sigv4-interceptor', part), { recursive: true });
  }
  for (const [client, alias] of Object.entries(clients)) {
    symlinkSync(join(here, 'node_modules', alias), join(packages, client), 'junction');
  }
  for (const file of consumers) cpSync(join(here, 'consumers', file), join(path, file));
  writeFileSync(join(path, 'package.json'), '{ "type": "module", "private": true }');
  const compilerOptions = {
    ...MODULES[modules],
    ...GLOBALS[globals],
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  const config = join(path, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ compilerOptions, files: consumers }));
  return config;
};
