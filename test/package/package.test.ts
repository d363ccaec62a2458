import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { build as viteBuild } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const { exports: subpaths, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.keys(subpaths)
  .filter((name) => !name.endsWith('.json'))
  .map((name) => name.replace(/^\./, 'sigv4-interceptor'));

let project = '';
let packed: string[] = [];

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const CONSUMER = `
import axios from 'axios';
import ky from 'ky';
import { type AwsCredentialIdentity, createSigV4, createTokenAuth, isAuthError, type Rejection, type SignedRequest } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { createAwsMock } from 'sigv4-interceptor/mocks';

const credentials: AwsCredentialIdentity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' };
export const auth = createSigV4({ credentials, origins: /https:\\/\\/x/, reauthenticate: async (rejection: Rejection) => void rejection });
export const token = createTokenAuth({ token: async () => 't', origins: ['https://x.example.com'] });
export const detach: () => void = interceptAxios(axios.create(), auth);
export const quiet = axios.get('https://x.example.com', { sigv4: false });
export const signed: typeof fetch = wrapFetch(fetch, auth);
export const aside = wrapFetch(fetch, auth)('https://x.example.com', { sigv4: false });
export const api: typeof ky = wrapKy(ky, auth);
export const request: Promise<SignedRequest> = auth.sign({ url: 'https://x.example.com' });
export const off: () => void = auth.on('rejected', ({ verdict }) => verdict === 'expired');
export const mock = createAwsMock();
export const code = (error: unknown) => (isAuthError(error) ? error.code : undefined);
`;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'sigv4-consumer-'));
  const [{ filename, files }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', project], { cwd: root, encoding: 'utf8' }),
  );
  packed = files.map(({ path }: { path: string }) => path);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  const peers = ['axios', 'ky', 'msw', 'typescript', '@types/node'].map((name) => `${name}@${devDependencies[name]}`);
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', `./${filename}`, ...peers);
  writeFileSync(join(project, 'consumer.ts'), CONSUMER);
}, 300_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('holds what is published and nothing else', () => {
  const strangers = packed.filter(
    (path) => !/^(dist\/(src|mocks)\/.*\.(js|d\.ts)|(README|CHANGELOG)\.md|LICENSE|package\.json)$/.test(path),
  );
  expect(strangers).toEqual([]);
});

test('every subpath is imported by plain Node', () => {
  const script = `for (const name of ${JSON.stringify(entries)}) console.log(name, Object.keys(await import(name)).length > 0)`;
  expect(run(process.execPath, '--input-type=module', '-e', script).trim().split('\n')).toEqual(
    entries.map((name) => `${name} true`),
  );
});

test.each([
  ['nodenext', 'nodenext', ['ES2023', 'DOM', 'DOM.Iterable']],
  ['bundler', 'esnext', ['ES2023', 'DOM', 'DOM.Iterable']],
  ['nodenext', 'nodenext', ['ES2023']],
])(
  'type-checks with moduleResolution %s, module %s, lib %j',
  (moduleResolution, module, lib) => {
    const compilerOptions = {
      moduleResolution,
      module,
      lib,
      target: 'es2022',
      strict: true,
      noEmit: true,
      types: ['node'],
      skipLibCheck: true,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    const tsc = join(project, 'node_modules/typescript/bin/tsc');
    expect(() => run(process.execPath, tsc, '-p', 'tsconfig.json')).not.toThrow();
  },
  60_000,
);

test.each(entries.filter((name) => !name.endsWith('/mocks')))(
  '%s bundles for browsers with esbuild, without Node and other clients',
  async (name) => {
    const own = name.split('/')[1] ?? '';
    const { metafile } = await build({
      stdin: { contents: `export * from '${name}'; export * from 'sigv4-interceptor';`, resolveDir: project },
      absWorkingDir: project,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
    });
    const packages = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
    const foreign = ['axios', 'ky', 'msw'].filter((client) => client !== own && packages.includes(client));
    expect(foreign).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((path) => /\.node\.js$|^node:/.test(path))).toEqual([]);
  },
);

test('builds into a page with Vite', async () => {
  writeFileSync(join(project, 'index.html'), '<script type="module" src="./page.ts"></script>');
  writeFileSync(
    join(project, 'page.ts'),
    CONSUMER.replace(/^.*mocks.*$/gm, '')
      .replace(/^.*createAwsMock.*$/gm, '')
      .concat('console.log(auth, api, signed);'),
  );
  const result = await viteBuild({ root: project, logLevel: 'error', build: { write: false } });
  const [{ output }] = [result].flat() as { output: { code?: string }[] }[] as [{ output: { code?: string }[] }];
  expect(output.map(({ code }) => code ?? '').join('')).toContain('AWS4-HMAC-SHA256');
}, 60_000);
