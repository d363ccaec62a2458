import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { prepare, type Project, tsc, writeProject } from './projects.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('compile.mjs', import.meta.url));

const CLIENTS = ['axios.ts', 'axios-imported.cts', 'ky.ts'];
/** What a compiler has to be new enough for: a CommonJS file may import an ES module since TypeScript 5.8. */
const REQUIRE = ['required.cts', 'axios-required.cts'];
/** What ky has to be new enough for: its types have had `context` since 1.13. */
const CONTEXT = 'ky-context.ts';

const inNode = ['everything.ts', 'fetches.ts', ...CLIENTS, CONTEXT, ...REQUIRE];
const inBundles = ['everything.ts', 'axios.ts', 'ky.ts', CONTEXT];
const older = [...CLIENTS, 'axios-required.cts'];

/** What needs a page. */
const PAGE = 'ui.ts';

const projects: Record<string, Project> = {
  'nodenext, DOM': { consumers: [...inNode, PAGE], modules: 'nodenext', globals: 'DOM' },
  'nodenext, Node': { consumers: inNode, modules: 'nodenext', globals: 'Node' },
  'bundler, DOM': { consumers: [...inBundles, PAGE], modules: 'bundler', globals: 'DOM' },
  'bundler, Node': { consumers: inBundles, modules: 'bundler', globals: 'Node' },
  'bundler, Workers': { consumers: inBundles, modules: 'bundler', globals: 'Workers' },
  'axios 1.5, ky 1.7': {
    consumers: older,
    modules: 'nodenext',
    globals: 'DOM',
    clients: { axios: 'axios-1-5', ky: 'ky-1-7' },
  },
  'axios 1.7, ky 1.10': {
    consumers: older,
    modules: 'nodenext',
    globals: 'DOM',
    clients: { axios: 'axios-1-7', ky: 'ky-1-10' },
  },
  'axios 1.13, ky 1.14': {
    consumers: [...older, CONTEXT],
    modules: 'nodenext',
    globals: 'DOM',
    clients: { axios: 'axios-1-13', ky: 'ky-1-14' },
  },
  'ky 2.0': { consumers: ['ky.ts', CONTEXT], modules: 'nodenext', globals: 'DOM', clients: { ky: 'ky-2-0' } },
};

beforeAll(prepare, 300_000);

/** The errors among a compiler's output that are in consumers or in our declarations; other packages have some of their own. */
const ours = (output: string): string[] =>
  output.split('\n').filter((line) => /^(?![^(]*node_modules\/(?!sigv4-interceptor\/)).*error TS/.test(line));

/** Writes the projects, without those consumers. */
const write = (compiler: string, without: readonly string[] = []): string[] =>
  Object.entries(projects).map(([name, { consumers, ...project }]) =>
    writeProject(`${compiler}/${name.replace(/\W+/g, '-')}`, {
      ...project,
      consumers: consumers.filter((consumer) => !without.includes(consumer)),
    }),
  );

test.concurrent.each([
  { compiler: 'typescript-5-4', without: REQUIRE },
  { compiler: 'typescript-5-9', without: [] },
  { compiler: 'typescript-6', without: [] },
])('$compiler finds no error in consumers and in our declarations', { timeout: 300_000 }, async (chosen) => {
  const configs = write(chosen.compiler, chosen.without);
  const { stdout } = await run(process.execPath, [script, chosen.compiler, ...configs]);
  expect(ours(stdout)).toEqual([]);
  expect(stdout.match(/^checked \d\d+ files$/gm)).toHaveLength(configs.length);
});

test.concurrent("the repository's own compiler finds none either", { timeout: 300_000 }, async () => {
  for (const config of write('own')) {
    const { stdout } = await run(process.execPath, [tsc, '-p', config, '--pretty', 'false']).catch((error) => error);
    expect(ours(stdout)).toEqual([]);
  }
});
