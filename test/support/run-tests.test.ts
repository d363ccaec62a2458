import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { needs } from './available.js';

const script = fileURLToPath(new URL('run-tests.mjs', import.meta.url));

/** Runs `npm test` as a machine sees it that has nothing but what `npm ci` installs. */
const runBare = (env: Record<string, string>, ...args: string[]) => {
  const outer = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|SIGV4_|NODE_ENV)/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: { ...outer, SIGV4_WITHOUT: 'all', CI: 'true', NO_COLOR: '1', ...env },
  });
  return { status, stdout, stderr };
};

/** A small file, because what is said around the tests is what counts here. */
const SMALL = 'core/random';

test("a stranger's CI passes, and is told what was left out and what that needs", () => {
  const { status, stdout } = runBare({}, SMALL);
  expect(status, stdout).toBe(0);
  const said = stdout.split('\n').filter((line) => line.startsWith('left out: '));
  expect(said).toHaveLength(Object.keys(needs).length);
  for (const need of Object.values(needs)) expect(said.join('\n')).toContain(`(needs ${need})`);
});

test('a test that needs what is missing is skipped, and the others run', () => {
  const { status, stdout } = runBare({}, 'mocks/cognito/user-pool-srp');
  expect(status, stdout).toBe(0);
  expect(stdout).toMatch(/Tests +\d+ passed \| 1 skipped/);
});

test("the project's own CI fails before it runs anything where something is missing", () => {
  const { status, stdout, stderr } = runBare({ SIGV4_REQUIRE_ALL: '1' }, SMALL);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  for (const need of Object.values(needs)) expect(stderr).toContain(`(needs ${need})`);
});

test('what alone is missing is said alone', () => {
  const { status, stderr } = runBare({ SIGV4_REQUIRE_ALL: '1', SIGV4_WITHOUT: 'redis' }, SMALL);
  expect(status).toBe(1);
  expect(stderr).toContain('processes keep in Redis');
});

test('a run that fails, or finds no test, is not a pass', () => {
  expect(runBare({}, 'no/such/file').status).toBe(1);
});
