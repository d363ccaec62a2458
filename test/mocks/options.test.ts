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

const mistyped: [string, unknown][] = [
  ['flavor: there is no such option. Did you mean flavour?', { flavor: 'rest' }],
  [
    'userPools[0].users[1].pasword: there is no such option. Did you mean password?',
    {
      userPools: [{ users: [{ username: 'alice' }, { username: 'bob', pasword: 'x' }] }],
    },
  ],
  ['userPools[0].MFA: there is no such option. Did you mean mfa?', { userPools: [{ MFA: 'off' }] }],
  ['userPools[0].passwordPolicy.minimumLenght', { userPools: [{ passwordPolicy: { minimumLenght: 6 } }] }],
  ['userPools[0].refreshTokenRotation.grace', { userPools: [{ refreshTokenRotation: { grace: 1 } }] }],
  ['identityPools[0].guest', { identityPools: [{ guest: true }] }],
  [
    'users[0].accessKey: there is no such option. Did you mean accessKeyId?',
    { users: [{ name: 'a', accessKey: 'A' }] },
  ],
  ['hostedUi.callbackUrl: ', { userPools: [{}], hostedUi: { callbackUrl: [] } }],
  ['auth0.users[0].usename: there is no such option. Did you mean username?', { auth0: { users: [{ usename: 'a' }] } }],
  ['slack.exchanges', { identityPools: [{}], slack: { exchanges: '' } }],
  ['apis[0].baseURL: there is no such option. Did you mean baseUrl?', { apis: [{ baseURL: '' }] }],
  [
    'errorTypes.expired-tokens: there is no such option. Did you mean expired-token?',
    { errorTypes: { 'expired-tokens': '' } },
  ],
];
test.for(mistyped)('%s, at the name that was mistyped', ([message, options]) => {
  expect(() => createAwsMock(options as AwsMockOptions)).toThrow(message);
});

const ofWrongKind: [string, unknown][] = [
  ["userPools[0].mfa: expected 'off', 'optional' or 'required', not 'on'.", { userPools: [{ mfa: 'on' }] }],
  ["userPools[0].mfa: expected 'off', 'optional' or 'required', not true.", { userPools: [{ mfa: true }] }],
  ['userPools[0].users: expected a list, not an object.', { userPools: [{ users: {} }] }],
  ['userPools[0].users[0].username: expected a non-empty string; it is missing.', { userPools: [{ users: [{}] }] }],
  [
    'userPools[0].users[0].password: expected a non-empty string, not a number.',
    { userPools: [{ users: [{ username: 'a', password: 12345678 }] }] },
  ],
  [
    "userPools[0].users[0].attributes['email']: expected a string, not null.",
    { userPools: [{ users: [{ username: 'a', attributes: { email: null } }] }] },
  ],
  ['userPools[0].autoConfirm: expected true or false, not a string.', { userPools: [{ autoConfirm: 'yes' }] }],
  [
    'userPools[0].refreshTokenRotation: expected true or false or an object, not a number.',
    { userPools: [{ refreshTokenRotation: 30 }] },
  ],
  ['userPools[0].idTokenLifetime: expected a duration', { userPools: [{ idTokenLifetime: 'soon' }] }],
  ['userPools[0].preSignUp: expected a function, not a string.', { userPools: [{ preSignUp: 'deny' }] }],
  [
    'userPools[0].passwordPolicy.minimumLength: expected a number, not NaN.',
    { userPools: [{ passwordPolicy: { minimumLength: Number.NaN } }] },
  ],
  ['userPools[0].id: expected the id of a user pool', { userPools: [{ id: 'pool' }] }],
  ['users[1]: expected a non-empty string or an object, not a number.', { users: ['a', 7] }],
  ["hostedUi.userPool: There is no such pool 'b'", { userPools: [{}], hostedUi: { userPool: 'b' } }],
  ['hostedUi: expected an object, not true.', { userPools: [{}], hostedUi: true }],
  ["origins[0]: expected an origin such as 'https://app.test', not 'app.test'.", { origins: ['app.test'] }],
  ["origins: expected '*' or a list, not 'all'.", { origins: 'all' }],
];
test.for(ofWrongKind)('%s', ([message, options]) => {
  expect(() => createAwsMock(options as AwsMockOptions)).toThrow(TypeError);
  expect(() => createAwsMock(options as AwsMockOptions)).toThrow(message);
});

test('an option that is undefined counts as left out, and one that is inherited does not count', () => {
  const options = { seed: undefined, userPools: [{ clientSecret: undefined, users: undefined }] };
  expect(createAwsMock(options as object).userPool().id).toBe('us-east-1_Mock00001');
  expect(createAwsMock(Object.create({ flavor: 'rest' }) as object).baseUrl).toContain('execute-api');
});

test('says what is wrong without showing what may be a password', () => {
  const user = { username: 'a', password: ['Hunter-2-secret'] };
  const create = () => createAwsMock({ userPools: [{ users: [user as object as { username: 'a' }] }] });
  expect(create).toThrow(expect.objectContaining({ message: expect.not.stringContaining('Hunter') }));
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
