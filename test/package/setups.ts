import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { filesOf } from '../docs/guides.mjs';
import { available, chromiumPath, unless } from '../support/available.js';

// The set-ups of mocks/README.md, copied out of it and run by the tools they are for.

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The guide's files by name. */
const files = filesOf('mocks');

const INDEX = '<!doctype html><button>Reload</button><ul></ul><script type="module" src="/src/main.ts"></script>';

/**
 * An app with those files, and this package as it was packed; the tools are the repository's.
 *
 * @param edit Changes what a file says.
 */
const writeApp = (installed: string, names: readonly string[], edit = (code: string): string => code): string => {
  // Below the repository, whose node_modules has the tools, and where no test is looked for.
  const app = join(root, 'test/package/.work', `setups-${names.length}-${Math.random().toString(36).slice(2)}`);
  onTestFinished(() => rmSync(app, { recursive: true, force: true }));
  cpSync(installed, join(app, 'node_modules/sigv4-interceptor'), { recursive: true });
  for (const [name, text] of [
    ['package.json', '{ "type": "module", "private": true }'],
    ['index.html', INDEX],
    ...names.map((each) => [each, edit(files.get(each)!)] as const),
  ] as const) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
  return app;
};

/** Runs a tool of the repository in an app. */
const run = (app: string, tool: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const script = join(root, 'node_modules', tool);
  // It must not take itself for a worker of the vitest that runs this.
  const outer = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV)/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: app,
    encoding: 'utf8',
    env: { ...outer, CI: 'true', PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...env },
  });
  return { passed: status === 0, output: stdout + stderr };
};

const APP = ['src/api.ts', 'mocks/aws.ts'];
/** Without its call the tests of healing must fail: what they assert is the mock's doing. */
const withoutExpiry = (code: string): string => code.replace(/^.*expireCredentials\(\);\n/gm, '');

/** A mock that answers at another URL than the app calls. */
const elsewhere = (code: string): string =>
  /createAwsMock\(|awsFixture\(/.test(code) ? code.replace('https://api.example.com', 'https://api.example.org') : code;
const UNANSWERED = 'GET https://api.example.com/prod/items (signed for execute-api in eu-west-1)';

const TOOLS = {
  Vitest: {
    names: [
      ...APP,
      'vitest.config.ts',
      'vitest.setup.ts',
      'src/api.test.ts',
      'src/sign-in.test.ts',
      'src/sign-in-screen.test.ts',
    ],
    run: (app: string) => run(app, 'vitest/vitest.mjs', ['run', '--root', app]),
    edit: (code: string) => code,
  },
  Jest: {
    names: [...APP, 'jest.config.js', 'jest.setup.js', 'jest/api.test.js'],
    run: (app: string) =>
      run(app, 'jest/bin/jest.js', ['--rootDir', app], { NODE_OPTIONS: '--experimental-vm-modules' }),
    // Whoever writes TypeScript has a transform for it; here its types are taken off beforehand.
    edit: (code: string) => code.replace(/: Promise<string\[\]>|<\{ name: string \}\[\]>/g, ''),
  },
} as const;

export const testSetups = (installedIn: () => string): void => {
  const installed = (): string => join(installedIn(), 'node_modules/sigv4-interceptor');

  test.each(Object.entries(TOOLS))(
    'the set-up for %s runs as it stands in the guide, and fails where nothing expires, and where nobody answers a call',
    (name, tool) => {
      const jest = (app: string): string => {
        // Jest resolves no TypeScript without a transform.
        if (name === 'Jest') {
          for (const file of APP) cpSync(join(app, file), join(app, file.replace(/ts$/, 'js')));
        }
        return app;
      };
      const good = tool.run(jest(writeApp(installed(), tool.names, tool.edit)));
      expect(good.passed, good.output).toBe(true);
      const bad = tool.run(jest(writeApp(installed(), tool.names, (code) => withoutExpiry(tool.edit(code)))));
      expect(bad.passed, bad.output).toBe(false);
      expect(bad.output).toContain('goes on when the credentials expire');
      const unanswered = tool.run(jest(writeApp(installed(), tool.names, (code) => elsewhere(tool.edit(code)))));
      expect(unanswered.passed, unanswered.output).toBe(false);
      expect(unanswered.output).toContain(UNANSWERED);
    },
    180_000,
  );

  test.skipIf(!available.chromium)(
    `the set-up for Playwright runs as it stands in the guide, and fails where nothing expires, and where nobody answers a call${unless('chromium')}`,
    () => {
      const names = [...APP, 'src/main.ts', 'playwright.config.ts', 'e2e/test.ts', 'e2e/items.spec.ts'];
      const launchOptions = JSON.stringify({ executablePath: chromiumPath, args: ['--no-sandbox'] });
      const port = String(5200 + Math.floor(Math.random() * 700));
      const edit = (code: string): string =>
        code.replace('use: { baseURL:', `use: { launchOptions: ${launchOptions}, baseURL:`).replaceAll('5173', port);
      const play = (app: string) => run(app, '@playwright/test/cli.js', ['test', '--reporter=line']);
      const good = play(writeApp(installed(), names, edit));
      expect(good.passed, good.output).toBe(true);
      expect(good.output).toContain('2 passed');
      const bad = play(writeApp(installed(), names, (code) => withoutExpiry(edit(code))));
      expect(bad.passed, bad.output).toBe(false);
      const unanswered = play(writeApp(installed(), names, (code) => elsewhere(edit(code))));
      expect(unanswered.passed, unanswered.output).toBe(false);
      expect(unanswered.output).toContain(UNANSWERED);
    },
    240_000,
  );

  test('all that the guide shows has sound types', () => {
    // Storybook and Cypress are not installed here: their types are not looked at.
    const names = [...files.keys()].filter((name) => /\.ts$/.test(name) && !/cypress|\.storybook/.test(name));
    const app = writeApp(installed(), names);
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['**/*.ts'] }));
    const { passed, output } = run(app, 'typescript/bin/tsc', ['-p', app]);
    expect(output).toBe('');
    expect(passed).toBe(true);
  }, 60_000);
};
