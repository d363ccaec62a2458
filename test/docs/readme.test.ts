import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Amplify } from 'aws-amplify';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
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
  const names = [...code.matchAll(/^const (?:\{ ([\w, ]+) \}|(\w+)) =/gm)].map(([, several, one]) => several ?? one);
  const file = new URL(`readme-${name}.ts`, folder);
  writeFileSync(file, `${code}\nexport { ${names.join(', ')} };\n`);
  return import(/* @vite-ignore */ file.pathname);
};
const containing = (text: string): string => {
  const [example, ...more] = examples.filter((code) => code.includes(text));
  expect(example, text).toBeDefined();
  expect(more, text).toEqual([]);
  return example!;
};

test('every example runs', async () => {
  expect(examples.length).toBeGreaterThanOrEqual(10);
  // What the reader types who is asked for the code of the authenticator app.
  const code = await pools.userPool().totpCode('alice');
  vi.stubGlobal('prompt', () => code);
  for (const [index, example] of examples.entries()) {
    // test/browser/ui/readme.test.ts runs it, in a page.
    if (example.includes("'sigv4-interceptor/ui'")) continue;
    // The page that Slack has sent the reader back to.
    if (example.includes('location.href')) {
      const page = 'https://slack.com/oauth/v2/authorize?client_id=1234.5678&redirect_uri=https://app.example.com/';
      vi.stubGlobal('location', { href: pools.slack.allow(page) });
    }
    // Amplify's Hub is for pages.
    if (example.includes('sigv4-interceptor/amplify')) vi.stubGlobal('document', {});
    const declared = await run(example, String(index));
    vi.stubGlobal('document', undefined);
    if (example.includes('location.href')) {
      vi.stubGlobal('location', undefined);
      expect(declared).toMatchObject({ session: { state: 'signedIn' }, messages: { status: 200 } });
    }
    if (example.includes('session.signIn(')) {
      expect(declared).toMatchObject({ session: { state: 'signedIn', username: 'alice' }, data: { items: [] } });
    }
  }
});

test('every example has sound types', () => {
  const typed = new URL('typed/', folder);
  mkdirSync(typed, { recursive: true });
  for (const [index, example] of examples.entries()) {
    writeFileSync(new URL(`example-${index}.ts`, typed), `${example}\nexport {};\n`);
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
  expect(await run(examples[0]!, 'axios')).toMatchObject({ data: { items: [] } });
  expect(await run(examples[1]!, 'ky')).toMatchObject({ items: { items: [] } });
  expect(((await run(examples[2]!, 'fetch')) as unknown as { response: Response }).response.status).toBe(200);
  expect(signed).toEqual([
    'GET https://abc123.execute-api.eu-west-1.amazonaws.com/prod/items?q=a%20b',
    'GET https://abc123.execute-api.eu-west-1.amazonaws.com/prod/items',
    'POST https://abc.lambda-url.eu-west-1.on.aws/',
  ]);
});

test('the mock heals as a server does', async () => {
  const { mock, healed } = (await run(containing('createAwsMock({'), 'mock')) as unknown as {
    mock: import('sigv4-interceptor/mocks').AwsMock;
    healed: Response;
  };
  expect(healed.status).toBe(200);
  expect(mock.calls().map(({ status }) => status)).toEqual([200, 403, 200]);
});

test("Amplify's session signs", async () => {
  vi.stubGlobal('document', {});
  const { auth } = (await run(containing('fromAmplify({ fetchAuthSession, Hub'), 'amplify')) as unknown as {
    auth: import('sigv4-interceptor').SigV4Authenticator;
  };
  vi.stubGlobal('document', undefined);
  const { headers } = await auth.sign({ url: 'https://abc.lambda-url.eu-west-1.on.aws/' });
  expect(headers.get('authorization')).toMatch(/Credential=ASIA\w{16}\//);
});

test('each example of a client has at most eight lines', () => {
  for (const code of examples.slice(0, 3)) {
    const lines = code.split('\n').filter((line) => line && !line.startsWith('import '));
    expect(lines.length).toBeLessThanOrEqual(8);
  }
});
