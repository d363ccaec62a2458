import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { emulate } from '../../mocks/emulator/emulate.js';
import { passwordOf, readInstallation } from '../../mocks/emulator/installation.js';
import { isOwnHost } from '../../mocks/emulator/own-address.js';
import { type AwsMockOptions, createAwsMock } from '../../mocks/index.js';
import { admitsOrigins } from '../../mocks/serving/origins.js';

// What others on the machine, and pages of the web, may do with a mock that listens: nothing.

const APP = new URL('../../mocks/emulator/app/', import.meta.url);

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'shared-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** All texts in a value. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)];

interface Emulated {
  readonly user?: { readonly password: string };
  readonly credentials?: Readonly<Record<string, object>>;
  readonly session: { readonly userPoolId: string; readonly identityPoolId: string };
}

/** What the emulator of an installation prints. */
const valuesOf = async (XDG_STATE_HOME: string, folder = '/app', config?: string): Promise<Emulated> => {
  const installation = readInstallation({ XDG_STATE_HOME }, folder);
  const emulator = await emulate({ config, port: 0, host: '127.0.0.1' }, APP, installation);
  await emulator.close();
  expect(emulator.problem).toBeUndefined();
  return emulator.values as Emulated;
};

test('no two mocks share a key, unless they have the same seed; what is declared stays', async () => {
  const keys = (options: AwsMockOptions) => {
    const mock = createAwsMock(options);
    return textsIn([mock.permanentCredentials('alice'), mock.issueCredentials('alice')]).filter(
      (text) => text !== 'alice',
    );
  };
  const users = ['alice'];
  const [one, other] = [keys({ users }), keys({ users })];
  expect(one.filter((text) => other.includes(text))).toEqual([]);
  expect(keys({ users, seed: 'same', now: () => 0 })).toEqual(keys({ users, seed: 'same', now: () => 0 }));
  const userPools = [{ users: [{ username: 'alice', password: 'Correct-horse-1' }] }];
  expect(createAwsMock({ userPools }).userPool().checkPassword('alice', 'Correct-horse-1')).toBe(true);
});

test('the emulator has the same keys, passwords and ids when it is started again, and others on another machine or in another project', async () => {
  const [home, other] = [newFolder(), newFolder()];
  const config = join(newFolder(), 'aws.json');
  writeFileSync(config, JSON.stringify({ users: ['alice', 'bob'] }));
  /** The example's password and ids, and the keys of declared users. */
  const secrets = async (...installation: [home: string, folder?: string]): Promise<string[]> => {
    const { user, session } = await valuesOf(...installation);
    const { credentials } = await valuesOf(installation[0], installation[1], config);
    return textsIn([user?.password, session.userPoolId, session.identityPoolId, credentials]);
  };
  const first = await secrets(home);
  expect(first).toHaveLength(7);
  expect(await secrets(home)).toEqual(first);
  for (const texts of [await secrets(other), await secrets(home, '/another/app')]) {
    expect(texts.filter((text) => first.includes(text))).toEqual([]);
  }
  const file = join(home, 'sigv4-interceptor/emulator-secret');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(first).not.toContain(readFileSync(file, 'utf8').trim());
});

test('a seed in the configuration makes all installations alike, and declared ids and passwords are as declared', async () => {
  const config = join(newFolder(), 'aws.json');
  const users = [{ username: 'alice', password: 'Correct-horse-1' }];
  writeFileSync(
    config,
    JSON.stringify({ seed: 'ours', users: ['alice'], userPools: [{ users }], identityPools: [{}] }),
  );
  const values = await valuesOf(newFolder(), '/app', config);
  expect(textsIn(values.credentials)).toHaveLength(2);
  expect(await valuesOf(newFolder(), '/elsewhere', config)).toMatchObject({ credentials: values.credentials });
  expect(values.session.userPoolId).toBe('us-east-1_Mock00001');
  writeFileSync(config, JSON.stringify({ userPools: [{ id: 'us-east-1_AbCd12345' }, {}], identityPools: [{}] }));
  expect((await valuesOf(newFolder(), '/app', config)).session).toMatchObject({ userPoolId: 'us-east-1_AbCd12345' });
});

test('where the secret cannot be kept, it is another at each start, and the reason is told', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, 'not a folder');
  const read = () => readInstallation({ XDG_STATE_HOME: file }, '/app');
  expect(read().problem).toContain('cannot be written');
  expect(read().seed).not.toBe(read().seed);
  const home = newFolder();
  readInstallation({ XDG_STATE_HOME: home }, '/app');
  writeFileSync(join(home, 'sigv4-interceptor/emulator-secret'), 'spoilt');
  expect(readInstallation({ XDG_STATE_HOME: home }, '/app').problem).toContain('Delete it');
});

test('the password of the example meets Cognito’s policy, whatever the seed', () => {
  for (let index = 0; index < 200; index += 1) {
    expect(passwordOf(String(index))).toMatch(/^Mock-[a-z]{5}-[a-z]{5}-[2-9]{2}$/);
  }
});

const admitted = [
  'http://localhost',
  'https://localhost:5173',
  'http://app.localhost:3000',
  'http://127.0.0.1:80',
  'http://127.1.2.3',
  'http://[::1]:8080',
];
const refused = [
  'https://evil.example.com',
  'http://localhost.evil.com',
  'http://127.0.0.1.evil.com',
  'http://evillocalhost',
  'null',
  '',
  'file://',
  'capacitor://localhost',
  'http://192.168.1.5',
  'http://0.0.0.0:4400',
  'chrome-extension://abc',
  'not an origin',
];

test.each(admitted)('a page of %s may call', (origin) => {
  expect(admitsOrigins([])(origin, undefined)).toBe(true);
});

test.each(refused)('a page of "%s" may not call, unless it is told so', (origin) => {
  expect(admitsOrigins([])(origin, undefined)).toBe(false);
  expect(admitsOrigins(['https://app.test'])(origin, undefined)).toBe(false);
  expect(admitsOrigins('*')(origin, undefined)).toBe(true);
});

const EVERYTHING: AwsMockOptions = {
  apis: [
    { name: 'rest', routes: { 'POST /json': async (arrived) => ({ got: await arrived.json() }) } },
    { flavour: 'http' },
    { flavour: 'appsync' },
    { flavour: 'json' },
    { flavour: 'query' },
    { flavour: 's3' },
  ],
  userPools: [{}],
  identityPools: [{}],
  hostedUi: {},
  auth0: {},
  slack: {},
};

const start = async (options: AwsMockOptions = EVERYTHING) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const mock = createAwsMock(options);
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  return { mock, urls, warn };
};

const send = (url: string, method: string, headers: Record<string, string> = {}, body?: string) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      let text = '';
      answer
        .on('data', (chunk) => (text += chunk))
        .on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
    });
    sent.on('error', reject).end(body);
  });

test('a page of another origin gets nothing from any endpoint, and no header that lets it read', async () => {
  const { mock, urls, warn } = await start();
  const origin = 'https://evil.example.com';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-private-network': 'true',
  };
  for (const [name, url] of Object.entries(urls)) {
    for (const [method, headers] of [
      ['GET', { origin }],
      ['POST', { origin }],
      ['OPTIONS', preflight],
    ] as const) {
      const answer = await send(`${url}/`, method, headers);
      expect([name, method, answer.status]).toEqual([name, method, 403]);
      expect(Object.keys(answer.headers).filter((header) => header.startsWith('access-control-'))).toEqual([]);
      expect(answer.text).toContain('Its option origins can admit them.');
    }
  }
  expect([mock.calls(), mock.operations()]).toEqual([[], []]);
  expect(warn.mock.calls.flat().filter((line) => line.includes(origin))).toHaveLength(1);
});

test('a page of another origin can neither get credentials nor use ones that it knows', async () => {
  const { mock, urls } = await start();
  const IdentityPoolId = mock.identityPool().id;
  const ask = (origin: string) =>
    send(
      urls['cognito-identity']!,
      'POST',
      { origin, 'x-amz-target': 'AWSCognitoIdentityService.GetId', 'content-type': 'text/plain' },
      JSON.stringify({ IdentityPoolId }),
    );
  expect((await ask('https://evil.example.com')).status).toBe(403);
  expect((await ask('null')).status).toBe(403);
  const own = await ask('http://localhost:5173');
  expect([own.status, own.headers['access-control-allow-origin']]).toEqual([200, 'http://localhost:5173']);
});

test('the option origins admits pages, and the handlers in a test’s own process are for any page', async () => {
  const options = { origins: ['https://app.test', 'https://APP.example.com:443/'], identityPools: [{}] };
  const { mock, urls } = await start(options);
  const status = async (origin: string) =>
    (await send(`${urls.rest}/items`, 'GET', { origin })).headers['access-control-allow-origin'];
  expect([await status('https://app.test'), await status('https://app.example.com')]).toEqual([
    'https://app.test',
    'https://app.example.com',
  ]);
  expect(await status('https://app.test.evil.com')).toBeUndefined();
  const handled = await mock.answer(
    new Request(`${mock.baseUrl}/items`, { headers: { origin: 'https://other.test' } }),
  );
  expect(handled?.headers.get('access-control-allow-origin')).toBe('https://other.test');
});

const SHOWS_STACK = /\n\s+at |\.[jt]s:\d|node:internal/;

test.each(['TRACE', 'TRACK', 'PROPFIND', 'PURGE', 'DELETE', 'PUT', 'HEAD', 'QUERY'])(
  '%s gets an answer without a stack at every endpoint',
  async (method) => {
    const { urls } = await start();
    for (const [name, url] of Object.entries(urls)) {
      const { status, text, headers } = await send(`${url}/`, method).catch(async (error: NodeJS.ErrnoException) => {
        // A method that Node's parser does not know.
        expect(error.code).toMatch(/^HPE_|ECONNRESET/);
        return { status: 400, text: '', headers: { allow: '' } };
      });
      expect([name, status < 600, SHOWS_STACK.test(text)]).toEqual([name, true, false]);
      if (method === 'TRACE')
        expect([status, headers.allow]).toEqual([405, expect.stringContaining('GET, HEAD, POST')]);
      else expect([name, status]).not.toEqual([name, 500]);
    }
  },
);

test.each(['{', '[]', 'null', '"text"', '7', '', '{"ClientId":7}', '\u0000'])(
  'the body %j gets an answer without a stack at every endpoint',
  async (body) => {
    const { urls } = await start();
    const targets = [
      'AWSCognitoIdentityProviderService.InitiateAuth',
      'AWSCognitoIdentityService.GetId',
      'DynamoDB_20120810.GetItem',
    ];
    const paths = [
      '/',
      '/oauth2/token',
      '/oauth/token',
      '/oauth2/revoke',
      '/oauth2/userInfo',
      '/oauth2/authorize',
      '/graphql',
      '/slack',
      '/api/oauth.v2.access',
    ];
    for (const [name, url] of Object.entries(urls)) {
      for (const path of paths) {
        for (const target of targets) {
          const { status, text } = await send(
            url + path,
            'POST',
            { 'content-type': 'application/json', 'x-amz-target': target },
            body,
          );
          expect([name, path, target, status === 500, SHOWS_STACK.test(text)]).toEqual([
            name,
            path,
            target,
            false,
            false,
          ]);
        }
      }
    }
  },
);

test('Slack’s page refuses a link that no app has made, without a stack', async () => {
  const { urls } = await start();
  for (const query of ['client_id=1234.5678&redirect_uri=x', 'client_id=other']) {
    const { status, text } = await send(`${urls.slack}/oauth/v2/authorize?${query}`, 'POST');
    expect([status, SHOWS_STACK.test(text)]).toEqual([400, false]);
  }
});

test('a route that fails on a broken body says so without a stack', async () => {
  const { AwsClient } = await import('aws4fetch');
  const { mock, urls } = await start();
  const client = new AwsClient({ ...mock.issueCredentials(), service: 'execute-api', region: 'us-east-1', retries: 0 });
  const answer = await client.fetch(`${urls.rest}/json`, { method: 'POST', body: '{' });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([
    500,
    expect.stringContaining('A function of the configuration failed: SyntaxError'),
  ]);
  expect(text).not.toMatch(SHOWS_STACK);
});

const OWN: readonly (readonly [listensOn: string, arrivedAt: string, host: string, isOwn: boolean])[] = [
  ['127.0.0.1', '127.0.0.1', 'localhost:4400', true],
  ['127.0.0.1', '127.0.0.1', '[::1]:4400', true],
  ['127.0.0.1', '127.0.0.1', 'evil.example.com:4400', false],
  ['127.0.0.1', '127.0.0.1', '192.168.1.5:4400', false],
  ['0.0.0.0', '192.168.1.5', '192.168.1.5:4400', true],
  ['0.0.0.0', '192.168.1.5', 'evil.example.com:4400', false],
  ['0.0.0.0', '192.168.1.5', '192.168.1.6', false],
  ['0.0.0.0', '192.168.1.5', '0.0.0.0:4400', false],
  ['::', '::ffff:192.168.1.5', '192.168.1.5:4400', true],
  ['::', 'fe80::1', '[fe80::1]:4400', true],
  ['builder.lan', '192.168.1.5', 'BUILDER.lan:4400', true],
  ['builder.lan', '192.168.1.5', 'other.lan:4400', false],
  ['0.0.0.0', '192.168.1.5', 'told.test:4400', true],
  ['0.0.0.0', '192.168.1.5', '', false],
  ['0.0.0.0', '192.168.1.5', 'evil.com@192.168.1.5', false],
  ['0.0.0.0', '192.168.1.5', '192.168.1.5/evil', false],
];

test.each(OWN)('listening on %s, at %s, the Host "%s" is its own: %s', (listensOn, arrivedAt, host, isOwn) => {
  expect(isOwnHost(listensOn, ['https://told.test'])(host, arrivedAt)).toBe(isOwn);
});

test('with --allow-remote the control page answers no other Host and no page of another origin', async () => {
  const emulator = await emulate({ config: undefined, port: 0, host: '0.0.0.0' }, APP, { seed: 'a' });
  onTestFinished(emulator.close);
  const { port } = new URL(emulator.url);
  const status = async (method: string, path: string, headers: Record<string, string>) =>
    (await send(`http://127.0.0.1:${port}${path}`, method, { 'x-emulator': '1', ...headers })).status;
  for (const path of ['/', '/state', '/app/']) {
    expect(await status('GET', path, { host: `evil.example.com:${port}` })).toBe(421);
    expect(await status('GET', path, { origin: 'http://evil.example.com' })).toBe(403);
  }
  expect(await status('POST', '/controls/reset', { host: 'evil.example.com' })).toBe(421);
  expect(await status('POST', '/controls/reset', { origin: 'null' })).toBe(403);
  expect(await status('POST', '/controls/reset', { origin: `http://127.0.0.1:${port}` })).toBe(200);
  expect(await status('GET', '/state', {})).toBe(200);
  expect(await status('TRACE', '/state', {})).toBe(405);
});

test('a taken port is named in one line that says what to do, be it the page’s or a service’s', async () => {
  const taken = createServer();
  onTestFinished(() => void taken.close());
  const port = await new Promise<number>((resolve) =>
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as AddressInfo).port)),
  );
  const begin = (first: number) => emulate({ config: undefined, port: first, host: '127.0.0.1' }, APP, { seed: 'a' });
  for (const first of [port, port - 1]) {
    const message = await begin(first).then(
      async ({ close }) => close(),
      (error: Error) => error.message,
    );
    expect(message).toMatch(
      new RegExp(
        `^Port ${port} of 127\\.0\\.0\\.1 is in use\\. Stop what listens there, or choose other ports: --port \\d+\\.$`,
      ),
    );
  }
});
