import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as viteBuild } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GUIDES } from '../docs/guides.mjs';
import { testManifest } from './manifest.js';
import { testSetups } from './setups.js';

/** The folders of src with parts that are loaded later. */
const ROOMS = globSync('src/*/parts.lazy.ts', { cwd: fileURLToPath(new URL('../../', import.meta.url)) }).length;

const root = fileURLToPath(new URL('../../', import.meta.url));
const { exports: subpaths, imports, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** What can be imported when the program runs; the others are types for frameworks. */
const entries = Object.keys(subpaths)
  // Vitest can be imported in its own tests only: the set-up of the guide loads this one.
  .filter((name) => subpaths[name].default && name !== './mocks/vitest')
  .map((name) => name.replace(/^\./, 'sigv4-interceptor'));

let project = '';
let packed: string[] = [];

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** What tsc finds wrong, a line for each. */
const typeErrors = (chosen: object): string[] => {
  const compilerOptions = { target: 'es2022', strict: true, noEmit: true, types: ['node'], ...chosen };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.json', '--pretty', 'false'], {
    cwd: project,
    encoding: 'utf8',
  });
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'));
  if (status !== 0 && errors.length === 0) throw new Error(`tsc: ${stdout}`);
  return errors;
};

const CONSUMER = `
import axios from 'axios';
import ky from 'ky';
import { type AwsCredentialIdentity, createSigV4, createTokenAuth, isAuthError, type Rejection, type SignedRequest } from 'sigv4-interceptor';
import { type AmplifyOptions, fromAmplify, tokenFromAmplify } from 'sigv4-interceptor/amplify';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { createAwsMock } from 'sigv4-interceptor/mocks';

const credentials: AwsCredentialIdentity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' };
export const auth = createSigV4({ credentials, origins: /https:\\/\\/x/, reauthenticate: async (rejection: Rejection) => void rejection });
export const token = createTokenAuth({ token: async () => 't', origins: ['https://x.example.com'] });
export const detach: () => void = interceptAxios(axios.create(), auth);
export const quiet = axios.get('https://x.example.com', { authenticate: false });
export const signed: typeof fetch = wrapFetch(fetch, auth);
export const aside = wrapFetch(fetch, auth)('https://x.example.com', { authenticate: false });
export const api: typeof ky = wrapKy(ky, auth);
export const request: Promise<SignedRequest> = auth.sign({ url: 'https://x.example.com' });
export const off: () => void = auth.on('rejected', ({ verdict }) => verdict === 'expired');
export const byAmplify = (options: AmplifyOptions) => createSigV4({ credentials: fromAmplify(options) });
export const amplifyToken = (options: AmplifyOptions) => createTokenAuth({ token: tokenFromAmplify(options), origins: 'https://x.example.com' });
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

testSetups(() => project);
testManifest(() => project);

test('holds what is published and nothing else', () => {
  const guides = GUIDES.filter((guide) => guide.packed).map(({ path }) => path);
  const strangers = packed.filter(
    (path) =>
      !guides.includes(path) &&
      !/^(dist\/(src|mocks)\/.*\.(js|d\.ts)|dist\/mocks\/emulator\/(app|page)\/[\w-]+\.(html|css)|dist\/custom-elements\.json|dist\/mocks\/schema\.json|src\/ui\/typings\/\w+\.d\.ts|dist\/src\/axios\/commonjs\.(cjs|d\.cts)|CHANGELOG\.md|LICENSE|package\.json)$/.test(
        path,
      ),
  );
  expect(strangers).toEqual([]);
  const targets = [subpaths, imports]
    .flatMap((map) => Object.values(map))
    .flatMap((target) => Object.values(target as object));
  const promised = targets.filter((target) => target.startsWith?.('./')).map((target) => target.slice(2));
  const patterns = promised.filter((target) => target.includes('*'));
  const files = promised.filter((target) => !target.includes('*'));
  expect(packed).toEqual(expect.arrayContaining([...files, ...guides, 'LICENSE', 'CHANGELOG.md', 'package.json']));
  for (const pattern of patterns) {
    const rooms = packed.filter((path) => new RegExp(`^${pattern.replace('*', '\\w+')}$`).test(path));
    expect([pattern, rooms.length]).toEqual([pattern, ROOMS]);
  }
});

test.each(['import', 'require'])('every subpath is loaded by %s in plain Node', (load) => {
  // The eager entry exports nothing: it is imported for its effect.
  const script = `for (const name of ${JSON.stringify(entries)}) console.log(name, Object.keys(await ${load}(name)).length > 0)`;
  const type = load === 'import' ? 'module' : 'commonjs';
  const whole = `(async () => { ${script} })()`;
  expect(run(process.execPath, `--input-type=${type}`, '-e', whole).trim().split('\n')).toEqual(
    entries.map((name) => `${name} ${name !== 'sigv4-interceptor/eager'}`),
  );
});

const DOM = ['ES2023', 'DOM', 'DOM.Iterable'];

test.each([
  { moduleResolution: 'nodenext', module: 'nodenext', lib: DOM },
  { moduleResolution: 'bundler', module: 'esnext', lib: DOM },
  { moduleResolution: 'nodenext', module: 'nodenext', lib: ['ES2023'] },
])('type-checks with moduleResolution $moduleResolution, lib $lib', { timeout: 60_000 }, (chosen) => {
  expect(typeErrors({ ...chosen, skipLibCheck: true })).toEqual([]);
});

test.each([
  { moduleResolution: 'nodenext', module: 'nodenext' },
  { moduleResolution: 'bundler', module: 'esnext' },
])('its declarations are sound with moduleResolution $moduleResolution', { timeout: 60_000 }, (chosen) => {
  const errors = typeErrors({ ...chosen, lib: DOM, skipLibCheck: false });
  // Those of other packages are theirs.
  expect(errors.filter((line) => /^(node_modules\/sigv4-interceptor\/|consumer)/.test(line))).toEqual([]);
});

/** Which packages' files an esbuild bundle for browsers is made of, and which platform files of ours. */
const bundle = async (contents: string, external: string[] = []): Promise<{ packages: string[]; node: string[] }> => {
  const { metafile } = await build({
    stdin: { contents, resolveDir: project },
    absWorkingDir: project,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
    external,
  });
  const inputs = Object.keys(metafile.inputs);
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const packages = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '');
  return {
    packages: [...new Set(packages)],
    node: [...inputs, ...imports].filter((path) => /\.node\.js$|^node:/.test(path)),
  };
};
const clientsIn = (packages: string[]) =>
  packages.filter((name) => ['aws-amplify', 'axios', 'ky', 'msw'].includes(name));

test.each([
  { name: 'sigv4-interceptor', external: [], clients: [] },
  { name: 'sigv4-interceptor/fetch', external: [], clients: [] },
  { name: 'sigv4-interceptor/ky', external: [], clients: [] },
  { name: 'sigv4-interceptor/axios', external: [], clients: [] },
  { name: 'sigv4-interceptor/amplify', external: [], clients: [] },
  { name: 'sigv4-interceptor/cognito', external: [], clients: [] },
  { name: 'sigv4-interceptor/eager', external: [], clients: [] },
  { name: 'sigv4-interceptor/hosted-ui', external: [], clients: [] },
  { name: 'sigv4-interceptor/mocks', external: [], clients: ['msw'] },
  { name: 'sigv4-interceptor/ui', external: [], clients: [] },
  { name: 'sigv4-interceptor/ui/flow', external: [], clients: [] },
])('$name (external: $external) bundles for browsers with the clients $clients and nothing of Node', async (chosen) => {
  const { packages, node } = await bundle(`export * from '${chosen.name}';`, chosen.external);
  expect(packages).toContain('sigv4-interceptor');
  expect(clientsIn(packages)).toEqual(chosen.clients);
  expect(node).toEqual([]);
});

test('the whole story of fetch bundles without other clients and Node', async () => {
  const { packages, node } = await bundle(
    "export * from 'sigv4-interceptor'; export * from 'sigv4-interceptor/fetch';",
  );
  expect(packages).toContain('@smithy/signature-v4');
  expect(clientsIn(packages)).toEqual([]);
  expect(node).toEqual([]);
});

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
  const code = output.map(({ code }) => code ?? '').join('');
  expect(code).toContain('AWS4-HMAC-SHA256');
  // What Vite puts in place of a module of Node.
  expect(code).not.toMatch(/browser-external|["']node:/);
}, 60_000);

test('the command runs as it was installed, without msw, and says what is wrong without a stack', async () => {
  const command = join(project, 'node_modules/.bin/sigv4-interceptor');
  const msw = join(project, 'node_modules/msw');
  renameSync(msw, `${msw}-away`);
  try {
    const refused = spawnSync(process.execPath, [command, 'emulate', '--port=99999'], { encoding: 'utf8' });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^--port/);
    expect(refused.stderr).not.toMatch(/^ +at /m);

    writeFileSync(
      join(project, 'signed.json'),
      JSON.stringify({ canonicalRequest: 'GET\n/a\n\nhost:h\n\nhost\nhash' }),
    );
    writeFileSync(
      join(project, 'answer.txt'),
      "The Canonical String for this request should have been\n'GET\n/b\n\nhost:h\n\nhost\nhash'",
    );
    const explained = run(process.execPath, command, 'explain', '--answer', 'answer.txt', '--signed', 'signed.json');
    expect(explained).toBe(
      "The path segment 1 differs: here it is 'a', at the server 'b'; a proxy changed the path, or it was normalised in transit.\n",
    );

    const emulator = spawn(process.execPath, [command, 'emulate', '--port=0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = await new Promise<string>((resolve) => {
      let text = '';
      emulator.stdout.on('data', (chunk) => {
        text += chunk;
        if (/\n}\n$/.test(text)) resolve(text);
      });
    });
    const [, url] = /^Control page: (\S+)$/m.exec(printed) ?? [];
    for (const path of ['', 'app/', 'app/main.js']) expect((await fetch(url + path)).status).toBe(200);
    const taken = `--port=${new URL(url!).port}`;
    const second = spawnSync(process.execPath, [command, 'emulate', taken], { encoding: 'utf8' });
    expect([second.status, second.stderr]).toEqual([
      2,
      expect.stringMatching(/^Port \d+ of 127\.0\.0\.1 is in use\.[^\n]*\n$/),
    ]);
    emulator.kill('SIGTERM');
    expect(await new Promise((resolve) => emulator.once('exit', resolve))).toBe(0);
  } finally {
    renameSync(`${msw}-away`, msw);
  }
}, 30_000);
