import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Amplify } from 'aws-amplify';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type Example, exampleWith, examples } from './guides.mjs';

/** The README's first three: axios, ky, fetch. */
const first = examples.filter(({ guide }) => guide === 'README.md').slice(0, 3);
const folder = new URL('../.tmp/', import.meta.url);

/** What arrived at hosts that examples call with a signature. */
const signed: string[] = [];
const pools = createAwsMock({
  region: 'eu-west-1',
  baseUrl: 'https://backend.example.com',
  slack: {},
  userPools: [
    {
      id: 'eu-west-1_AbCd12345',
      clientId: '1example23456789example',
      users: [{ username: 'alice', password: 'Correct-horse-1', mfa: ['SOFTWARE_TOKEN_MFA'] }],
    },
  ],
  identityPools: [
    { id: 'eu-west-1:00000000-0000-4000-8000-000000000001', guests: true, providers: ['accounts.google.com'] },
  ],
});

const server = setupServer(
  ...pools.handlers,
  http.get('https://app.example.com/credentials', () => HttpResponse.json(pools.issueCredentials('alice'))),
  http.get('https://app.example.com/google-token', () =>
    HttpResponse.text(pools.issueProviderToken('accounts.google.com', 'alice')),
  ),
  // The mock's listener is a real one.
  http.all(/^http:\/\/(127\.0\.0\.1|localhost)/, () => passthrough()),
  http.all('*', ({ request }) => {
    if (!request.headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256 '))
      return HttpResponse.json({}, { status: 400 });
    signed.push(`${request.method} ${request.url}`);
    return HttpResponse.json({ items: [] });
  }),
);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  server.listen({ onUnhandledFrame: 'error' });
  Amplify.configure({
    Auth: { Cognito: { identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000001', allowGuestAccess: true } },
  });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs an example as a module, and gives what it declares. */
const run = async (code: string, name: string): Promise<Record<string, never>> => {
  const names = [...code.matchAll(/^(?:const|let) (?:\{ ([\w, ]+) \}|(\w+)) =/gm)].map(
    ([, several, one]) => several ?? one,
  );
  const file = new URL(`${name.replace(/[^\w]+/g, '-')}.ts`, folder);
  writeFileSync(file, `${code}\nexport { ${names.join(', ')} };\n`);
  return import(/* @vite-ignore */ file.pathname);
};

/** What stands in for the browser, and what has to come of it, by a text that is in the example. */
interface Scene {
  readonly contains: string;
  /** Globals that the example finds. */
  readonly globals?: () => Promise<Readonly<Record<string, unknown>>>;
  readonly declares?: object;
  /** What it has written to the console in the end. Default: nothing. */
  readonly prints?: readonly (readonly unknown[])[];
}

const SCENES: readonly Scene[] = [
  {
    contains: 'session.signIn(',
    // What the reader types who is asked for the code of the authenticator app.
    globals: async () => {
      const code = await pools.userPool().totpCode('alice');
      return { prompt: () => code };
    },
    declares: { session: { state: 'signedIn', username: 'alice' }, data: { items: [] } },
    prints: [
      ['guest', undefined],
      ['signedIn', 'alice'],
    ],
  },
  {
    contains: 'location.href',
    // The page that Slack has sent the reader back to.
    globals: async () => {
      const page = 'https://slack.com/oauth/v2/authorize?client_id=1234.5678&redirect_uri=https://app.example.com/';
      return { location: { href: pools.slack.allow(page) } };
    },
    declares: { session: { state: 'signedIn' }, messages: { status: 200 } },
  },
  // Amplify's Hub is for pages.
  { contains: 'sigv4-interceptor/amplify', globals: async () => ({ document: {} }) },
];

/** The scene that an example needs; an empty one by default. */
const sceneOf = (code: string): Scene | undefined => SCENES.find(({ contains }) => code.includes(contains));

const play = async ({ code, name }: Pick<Example, 'code' | 'name'>) => {
  const globals = (await sceneOf(code)?.globals?.()) ?? {};
  for (const [key, value] of Object.entries(globals)) vi.stubGlobal(key, value);
  try {
    return await run(code, name);
  } finally {
    for (const key of Object.keys(globals)) vi.stubGlobal(key, undefined);
  }
};

// test/browser/ui/readme.test.ts runs those with the ready-made sign-in, in a page.
const runnable = examples.filter(({ code }) => !code.includes("'sigv4-interceptor/ui'"));

test.each(runnable)('$name runs', async (example) => {
  const print = vi.spyOn(console, 'debug').mockReturnValue();
  onTestFinished(() => print.mockRestore());
  const { declares = {}, prints = [] } = sceneOf(example.code) ?? {};
  expect(await play(example)).toMatchObject(declares);
  await expect.poll(() => print.mock.calls).toEqual(prints);
});

test("every scene is some example's", () => {
  expect(SCENES.filter(({ contains }) => !runnable.some(({ code }) => code.includes(contains)))).toEqual([]);
  expect(runnable.length).toBeGreaterThanOrEqual(14);
});

test('every example has sound types', () => {
  const typed = new URL('typed/', folder);
  mkdirSync(typed, { recursive: true });
  for (const { name, code } of examples) {
    writeFileSync(new URL(`${name.replace(/[^\w]+/g, '-')}.ts`, typed), `${code}\nexport {};\n`);
  }
  const root = new URL('../../', import.meta.url);
  writeFileSync(
    new URL('tsconfig.json', typed),
    JSON.stringify({
      extends: new URL('tsconfig.json', root).pathname,
      compilerOptions: { rootDir: root.pathname },
      include: ['*.ts'],
    }),
  );
  const tsc = new URL('node_modules/typescript/bin/tsc', root).pathname;
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', new URL('tsconfig.json', typed).pathname], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
}, 60_000);

test('the first three send signed calls', async () => {
  signed.length = 0;
  const [axios, ky, fetch] = first.map(({ code }) => code);
  expect(await run(axios!, 'axios')).toMatchObject({ data: { items: [] } });
  expect(await run(ky!, 'ky')).toMatchObject({ items: { items: [] } });
  expect(((await run(fetch!, 'fetch')) as unknown as { response: Response }).response.status).toBe(200);
  expect(signed).toEqual([
    'GET https://abc123.execute-api.eu-west-1.amazonaws.com/prod/items?q=a%20b',
    'GET https://abc123.execute-api.eu-west-1.amazonaws.com/prod/items',
    'POST https://abc.lambda-url.eu-west-1.on.aws/',
  ]);
});

test('the mock refuses, and accepts the replay, as a server does', async () => {
  const code = exampleWith('mock.expireCredentials()');
  const { mock, recovered } = (await run(code, 'mock')) as unknown as {
    mock: import('sigv4-interceptor/mocks').AwsMock;
    recovered: Response;
  };
  expect(recovered.status).toBe(200);
  expect(mock.calls().map(({ status }) => status)).toEqual([200, 403, 200]);
});

test("Amplify's session signs", async () => {
  const code = exampleWith('credentials: fromAmplify({ fetchAuthSession, Hub');
  const { auth } = (await play({ code, name: 'amplify' })) as unknown as {
    auth: import('sigv4-interceptor').SigV4Authenticator;
  };
  const { headers } = await auth.sign({ url: 'https://abc.lambda-url.eu-west-1.on.aws/' });
  expect(headers.get('authorization')).toMatch(/Credential=ASIA\w{16}\//);
});

test.each(first)('$name has at most eight lines', ({ code }) => {
  expect(code.split('\n').filter(Boolean).length).toBeLessThanOrEqual(8);
});
