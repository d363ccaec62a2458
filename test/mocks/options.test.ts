import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';
import { type AwsMockOptions, createAwsMock } from '../../mocks/index.js';

test('has an API for every flavour at its own AWS host', () => {
  const apis = (['rest', 'http', 'function-url', 's3'] as const).map((flavour) => ({ flavour }));
  expect(createAwsMock({ region: 'eu-west-1', apis }).baseUrls).toEqual({
    rest: 'https://mockrest01.execute-api.eu-west-1.amazonaws.com',
    http: 'https://mockhttp01.execute-api.eu-west-1.amazonaws.com',
    'function-url': 'https://mockfunction0000000000000000000.lambda-url.eu-west-1.on.aws',
    s3: 'https://mock-bucket.s3.eu-west-1.amazonaws.com',
  });
});

test('knows the keys that the app declares', () => {
  const own = { accessKeyId: 'AKIDOWN', secretAccessKey: 'own secret' };
  const mock = createAwsMock({ users: ['alice', { name: 'robot', ...own }] });
  expect(mock.permanentCredentials('robot')).toEqual(own);
  expect(mock.permanentCredentials().accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
});

const wrong: [string, unknown][] = [
  ['createAwsMock(options)', null],
  ['flavor', { flavor: 'rest' }],
  ['flavour', { flavour: 'soap' }],
  ['baseUrl', { baseUrl: '/api' }],
  ['baseUrl', { baseUrl: 'ftp://api.example.com' }],
  ['baseUrl', { baseUrl: 'https://api.example.com?a=1' }],
  ['region', { region: '' }],
  ['service', { service: 1 }],
  ['routes', { routes: { items: () => [] } }],
  ['routes', { routes: { 'GET /{a+}/b': () => [] } }],
  ["routes['GET /items']", { routes: { 'GET /items': undefined } }],
  ['usersOnly', { usersOnly: '/items' as unknown as string[] }],
  ['usersOnly', { usersOnly: ['items'] }],
  ['apis', { apis: [] }],
  ['apis[0].flavour', { apis: [{ flavour: 'soap' }] }],
  ['apis[0].regions', { apis: [{ regions: 'eu-west-1' }] }],
  ['apis[1].name', { apis: [{}, {}] }],
  ['apis[1].baseUrl', { apis: [{}, { name: 'other' }] }],
  ['routes: with apis', { apis: [{}], routes: {} }],
  ['users', { users: [] }],
  ['users[1]', { users: ['alice', ''] }],
  ['users[0]', { users: [null] }],
  ['users[0].secretAccessKey', { users: [{ name: 'alice', accessKeyId: 'AKID' }] }],
  ["two users 'alice'", { users: ['alice', 'alice'] }],
  ['credentialsLifetime', { credentialsLifetime: 'soon' }],
  ['credentialsLifetime', { credentialsLifetime: 0 }],
  ['maxSessionDuration', { maxSessionDuration: '13h' }],
  ['now', { now: 1 }],
];
test.for(wrong)('names %s in the TypeError about %j', ([name, options]) => {
  const create = () => createAwsMock(options as AwsMockOptions);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(name);
});

test('bundles for browsers without a trace of Node', async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: ['mocks/index.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: ['msw'],
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  expect(warnings).toEqual([]);
  expect(output?.text.match(/\b(?:from|require\(|import\()\s*["'][^"']+["']/g)).toEqual(
    expect.not.arrayContaining(['node:']),
  );
  expect(new Set(output?.text.match(/from\s*"[^"]+"/g))).toEqual(new Set(['from "msw"']));
});

test('needs no WebCrypto digests, which pages without https do not have', () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
  expect(createAwsMock().issueCredentials().accessKeyId).toMatch(/^ASIA/);
  vi.unstubAllGlobals();
});

test('says what to do if listen is called without Node', async () => {
  vi.stubGlobal('process', undefined);
  const attempt = createAwsMock().listen();
  vi.unstubAllGlobals();
  await expect(attempt).rejects.toThrow('listen() needs Node.js. In a browser, pass the handlers');
});
