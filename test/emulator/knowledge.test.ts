import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import aws4 from 'aws4';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test, vi } from 'vitest';
import { emulate } from '../../mocks/emulator/emulate.js';
import type { EmulatorState, Entry, EntryDetail } from '../../mocks/emulator/state.js';
import { available, unless } from '../support/available.js';

// What the emulator knows, over HTTP: requests, codes, sign-ins, and what differs where a signature does not match.

const USER = { accessKeyId: 'AKIDTESTER', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYTESTERKEY0' };
const PASSWORD = 'Correct-horse-1';

const CONFIG = `export default {
  region: 'eu-west-1',
  users: [{ name: 'tester', accessKeyId: '${USER.accessKeyId}', secretAccessKey: '${USER.secretAccessKey}' }, 'other'],
  routes: {
    'GET /boom': () => { throw new Error('the price is missing'); },
    'ANY /{path+}': (request) => ({ ok: true }),
  },
  userPools: [{ users: [
    { username: 'alice', password: '${PASSWORD}', attributes: { email: 'alice@example.com' } },
    { username: 'bob', password: '${PASSWORD}', mfa: ['SOFTWARE_TOKEN_MFA'] },
  ], preSignUp: () => { throw new Error('the trigger is broken'); } }],
  identityPools: [{}],
};`;

const start = async (config: string | undefined = CONFIG) => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  const file = join(folder, 'aws.mjs');
  writeFileSync(file, config);
  const emulator = await emulate({ config: file, port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });
  const get = async <T>(path: string): Promise<T> => (await fetch(emulator.url + path)).json() as Promise<T>;
  const press = (control: string): Promise<Response> =>
    fetch(`${emulator.url}controls/${control}`, { method: 'POST', headers: { 'x-emulator': 'test' } });
  const { values } = emulator;
  const session = () => createCognitoSession(values.session as Parameters<typeof createCognitoSession>[0]);
  return { emulator, values, get, press, session, url: emulator.url };
};

/** A stream of the emulator, as the page reads it. */
const listen = async (url: string, lastEventId?: string) => {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const answer = await fetch(`${url}events`, { headers, signal: abort.signal });
  const events: { readonly type: string; readonly data: unknown; readonly id: string | undefined }[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        if (field('event')) events.push({ type: field('event')!, data: JSON.parse(field('data')!), id: field('id') });
      }
    }
  };
  read().catch(() => {});
  const entries = (): Entry[] => events.flatMap(({ type, data }) => (type === 'entries' ? (data as Entry[]) : []));
  const state = (): Partial<EmulatorState> =>
    Object.assign({}, ...events.flatMap(({ type, data }) => (type === 'state' ? [data] : [])));
  return { events, entries, state, close: () => abort.abort(), type: answer.headers.get('content-type') };
};

type Signable = { method?: string; path: string; headers?: Record<string, string>; body?: string };

/** Signs with a stranger's signer, changes the request on its way, and sends it. */
const sendChanged = async (
  apiUrl: string,
  signable: Signable,
  change: (request: Signable) => void = () => {},
  key = USER,
): Promise<number> => {
  const { host, hostname, port } = new URL(apiUrl);
  const signed = aws4.sign(
    { ...signable, host, service: 'execute-api', region: 'eu-west-1' } as Parameters<typeof aws4.sign>[0],
    key as Parameters<typeof aws4.sign>[1],
  ) as Signable;
  const sent = { ...signed, headers: { ...signed.headers } };
  change(sent);
  return new Promise((resolve, reject) => {
    const { method = 'GET', path, headers = {}, body } = sent;
    const message = request({ hostname, port, method, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    message.on('error', reject);
    message.end(body);
  });
};

test('codes and what authenticator apps show can be had over HTTP, by user and by secret', async () => {
  const { url, get, session } = await start();
  await session().forgotPassword({ username: 'alice' });
  const [code] = await get<EmulatorState['codes']>('codes?user=alice');
  expect(code).toMatchObject({ username: 'alice', purpose: 'forgotten-password', medium: 'EMAIL', code: /^\d{6}$/ });
  expect(await get('codes?user=bob')).toEqual([]);
  expect(await get('codes')).toHaveLength(1);
  expect((await fetch(`${url}codes?user=nobody`)).status).toBe(400);
  const { users } = await get<EmulatorState>('state');
  const { secret } = users.find(({ username }) => username === 'bob')!.totp!;
  const totp = await get<{ code: string; expiresIn: number }>('totp?user=bob');
  expect(totp).toEqual({ code: expect.stringMatching(/^\d{6}$/), expiresIn: expect.any(Number) });
  expect((await get<{ code: string }>(`totp?secret=${secret}`)).code).toBe(totp.code);
  const refused = await Promise.all(
    ['totp?user=alice', 'totp?user=nobody', 'totp?secret=0189', 'totp'].map(async (path) => fetch(url + path)),
  );
  expect(refused.map(({ status }) => status)).toEqual([404, 400, 400, 400]);
  expect(await refused[0]!.text()).toContain('/controls/totp?user=');
});

test('one press makes a user enter a code, or sign in again; another lets the next operation exceed a limit', async () => {
  const { press, get, session } = await start();
  const alice = session();
  const credentials = { username: 'alice', password: PASSWORD };
  await press('totp?user=alice');
  expect(await alice.signIn(credentials)).toMatchObject({ step: 'totpMfa' });
  await alice.confirmSignIn({ code: (await get<{ code: string }>('totp?user=alice')).code });
  const { controls } = await get<EmulatorState>('state');
  expect(controls.find(({ name }) => name === 'totp')).toMatchObject({ on: true, with: 'alice' });
  await press('totp?on=false');
  await press('limit');
  await expect(alice.forgotPassword({ username: 'alice' })).rejects.toMatchObject({ name: 'LimitExceededException' });

  await press('signInAgain');
  const renewal = alice.getTokens({ forceRefresh: true, signal: AbortSignal.timeout(2_000) });
  await expect(renewal).rejects.toThrow();
  expect(alice.state).toBe('signedOutUserPoolsTokenInvalid');
  expect(await alice.signIn(credentials)).toMatchObject({ step: 'done' });
  expect((await press('totp?user=nobody')).status).toBe(400);
  expect((await press('totp')).status).toBe(400);
});

test('throttling is on until it is used up, adds up, and can be switched off', async () => {
  const { press, get, values } = await start();
  const throttle = async () => (await get<EmulatorState>('state')).controls.find(({ name }) => name === 'throttle')!;
  await press('throttle?next=2&api=rest');
  await press('throttle?next=1&api=rest');
  expect(await throttle()).toMatchObject({ on: true, with: '3 left' });
  expect(await sendChanged(values.api.url, { path: '/items' })).toBe(429);
  expect(await throttle()).toMatchObject({ with: '2 left' });
  await press('throttle?on=false');
  expect(await throttle()).toMatchObject({ on: false });
  expect(await sendChanged(values.api.url, { path: '/items' })).toBe(200);
});

test('the keys of declared users are printed, and those of default users only where nothing else gives credentials', async () => {
  const pools = 'userPools: [{}], identityPools: [{}]';
  const names = async (config: string) =>
    Object.keys((await start(`export default ${config}`)).values.credentials ?? {});
  expect(await names(`{ ${pools} }`)).toEqual([]);
  expect(await names(`{ users: ['carol'], ${pools} }`)).toEqual(['carol']);
  expect(await names('{}')).toEqual(['alice', 'bob']);
});

test('requests are streamed, a lost connection gets what it has missed, and a reset clears the list', async () => {
  const { url, values, press } = await start();
  const first = await listen(url);
  expect(first.type).toBe('text/event-stream');
  await sendChanged(values.api.url, { path: '/first' });
  await expect
    .poll(() => first.entries().at(-1))
    .toMatchObject({ path: '/first', verdict: 'ok', user: 'tester', status: 200 });
  expect(first.entries().at(-1)!.took).toBeGreaterThanOrEqual(0);
  const last = first.events.findLast(({ id }) => id)!.id!;
  first.close();
  await sendChanged(values.api.url, { path: '/second' });
  const second = await listen(url, last);
  await expect.poll(() => second.entries().map(({ path }) => path)).toEqual(['/second']);
  const fresh = await listen(url, 'another.7');
  await expect.poll(() => fresh.entries().map(({ path }) => path)).toEqual(['/first', '/second']);
  expect(fresh.events[0]!.type).toBe('cleared');
  await press('reset');
  await expect.poll(() => second.events.some(({ type }) => type === 'cleared')).toBe(true);
  expect((await fetch(`${url}entry?id=1`)).status).toBe(404);
});

test('what changes is streamed: buttons, codes, and who is signed in or out', async () => {
  const { url, press, session } = await start();
  const stream = await listen(url);
  await expect.poll(() => stream.state().users?.length).toBe(2);
  const alice = session();
  await alice.signIn({ username: 'alice', password: PASSWORD });
  await expect.poll(() => stream.state().signIns).toMatchObject([{ username: 'alice' }]);
  await alice.signOut({ revoke: true });
  await expect.poll(() => stream.state().ended).toMatchObject([{ username: 'alice', ended: { by: 'client' } }]);
  expect(stream.state().signIns).toEqual([]);
  await press('offline');
  await expect.poll(() => stream.state().controls?.find(({ name }) => name === 'offline')?.on).toBe(true);
});

test('a trigger that refuses the tokens of a hosted UI is an exception, too', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const { url, values } = await start(`export default {
    userPools: [{
      users: [{ username: 'alice', password: '${PASSWORD}' }],
      preTokenGeneration: () => { throw new Error('no claims today'); },
    }],
    hostedUi: {},
  };`);
  const stream = await listen(url);
  const { domain } = values.hostedUi!;
  const clientId = values.session!.userPoolClientId!;
  const redirect_uri = 'https://app.example.com/';
  const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri });
  const form = new URLSearchParams({ username: 'alice', password: PASSWORD });
  const signedIn = await fetch(`${domain}/oauth2/authorize?${query}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const code = new URL(signedIn.headers.get('location')!).searchParams.get('code')!;
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri,
    code,
  });
  expect((await fetch(`${domain}/oauth2/token`, { method: 'POST', body })).status).toBe(400);
  await expect
    .poll(() => stream.entries().at(-1))
    .toMatchObject({ path: '/oauth2/token', status: 400, verdict: 'exception', message: 'Error: no claims today' });
  expect(stream.state().signIns).toEqual([]);
});

test('delays, offline and exceptions are requests of the list, and exceptions are printed with their call', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  const { url, values, press, get, session } = await start();
  const stream = await listen(url);
  expect(await sendChanged(values.api.url, { path: '/boom' })).toBe(500);
  await expect
    .poll(() => stream.entries().at(-1))
    .toMatchObject({ path: '/boom', verdict: 'exception', user: 'tester', message: 'Error: the price is missing' });
  const { exception } = await get<EntryDetail>(`entry?id=${stream.entries().at(-1)!.id}`);
  expect(exception).toContain('the price is missing\n    at GET /boom');
  expect(printed.mock.calls[0]![0]).toBe('GET /boom (rest) failed:');
  await session()
    .signUp({ username: 'erin', password: PASSWORD })
    .catch(() => {});
  await expect
    .poll(() => stream.entries().some(({ path, verdict }) => path === 'SignUp' && verdict !== 'ok'))
    .toBe(true);
  const refused = stream.entries().findLast(({ path }) => path === 'SignUp')!;
  expect(refused.user).toBe('erin');
  expect(refused).toMatchObject({ status: 400, verdict: 'exception', message: 'Error: the trigger is broken' });
  const trigger = await get<EntryDetail>(`entry?id=${refused.id}`);
  expect(trigger.exception).toContain('the trigger is broken\n    at preSignUp');

  await press('delay?by=400ms');
  await sendChanged(values.api.url, { path: '/late' });
  await expect
    .poll(() => stream.entries().some(({ path, verdict }) => path === '/late' && verdict === 'waiting'))
    .toBe(true);
  await expect.poll(() => stream.entries().at(-1)!.took).toBeGreaterThanOrEqual(390);
  const { facts } = await get<EntryDetail>(`entry?id=${stream.entries().at(-1)!.id}`);
  expect(Object.fromEntries(facts).Took).toContain('of which a fault added 400 ms');
  await press('offline');
  await expect(sendChanged(values.api.url, { path: '/nowhere' })).rejects.toThrow();
  await expect.poll(() => stream.entries().at(-1)).toMatchObject({ path: '/nowhere', verdict: 'offline' });
});

test.for<[string, Signable, (request: Signable) => void, string, object]>([
  [
    'a parameter that was added',
    { path: '/items?a=1' },
    (sent) => (sent.path += '&tenant=7'),
    'The query parameter tenant differs',
    { label: 'Query', signed: 'a=1', arrived: 'a=1&tenant=7' },
  ],
  [
    'a stage in the path',
    { path: '/items' },
    (sent) => (sent.path = '/prod/items'),
    'The path differs',
    { label: 'Path', signed: '/items', arrived: '/prod/items' },
  ],
  [
    'a body that was re-encoded',
    { method: 'POST', path: '/items', body: '{"a":1}', headers: { 'content-type': 'application/json' } },
    (sent) => Object.assign(sent, { body: '{ "a":1}', headers: { ...sent.headers, 'Content-Length': '8' } }),
    'The hash of the body differs',
    { label: 'Hash of the body' },
  ],
  [
    'a content type with a charset',
    { method: 'POST', path: '/items', body: 'x', headers: { 'content-type': 'application/json' } },
    (sent) => (sent.headers!['content-type'] = 'application/json; charset=utf-8'),
    'The header content-type differs',
    { signed: 'content-type:application/json', arrived: 'content-type:application/json; charset=utf-8' },
  ],
  [
    'a method that a redirect changed',
    { method: 'POST', path: '/items', headers: { 'x-amz-meta': 'a' } },
    (sent) => (sent.method = 'GET'),
    'The method differs',
    { label: 'Method', signed: 'POST', arrived: 'GET' },
  ],
])('%s is proved and marked in the canonical request', async ([, signable, change, sentence, line]) => {
  const { url, values, get } = await start();
  const stream = await listen(url);
  expect(await sendChanged(values.api.url, signable, change)).toBe(403);
  await expect.poll(() => stream.entries().at(-1)?.verdict).toBe('signature-mismatch');
  const detail = await get<EntryDetail>(`entry?id=${stream.entries().at(-1)!.id}`);
  expect(detail.difference).toMatchObject({ proved: true, sentence: expect.stringContaining(sentence) });
  const different = detail.canonicalRequest.filter(({ signed }) => signed !== undefined);
  expect(different.at(-1)).toMatchObject(line);
  expect(different.length).toBeLessThan(3);
});

test('a secret of another key is recognised, and what the mock cannot know it says so', async () => {
  const { url, values, get } = await start();
  const { secretAccessKey } = values.credentials!.other!;
  await sendChanged(values.api.url, { path: '/items' }, undefined, { ...USER, secretAccessKey });
  await sendChanged(values.api.url, { path: '/items' }, undefined, { ...USER, secretAccessKey: 'unheard-of' });
  await sendChanged(
    values.api.url,
    { path: '/items', headers: { 'x-custom': 'a' } },
    (sent) => delete sent.headers!['x-custom'],
  );
  const stream = await listen(url);
  await expect.poll(() => stream.entries().length).toBe(3);
  const differences = await Promise.all(
    stream.entries().map(async ({ id }) => (await get<EntryDetail>(`entry?id=${id}`)).difference),
  );
  expect(differences).toMatchObject([
    { proved: true, sentence: expect.stringContaining('the secret of another key') },
    { proved: false, sentence: expect.stringContaining('cannot be read from a signature') },
    { proved: false, sentence: expect.stringContaining('x-custom did not arrive') },
  ]);
});

test('nothing that is shown of a request holds a token, a signature, a cookie or a key', async () => {
  const { url, values, get, session } = await start();
  const { accessKeyId, secretAccessKey, sessionToken } = await session().credentials();
  const hidden = { cookie: 'sid=c00kie', 'x-api-key': 'apik3y', 'x-amz-security-token': sessionToken! };
  let signature = '';
  await sendChanged(
    values.api.url,
    { path: '/items?access_token=s3cret', headers: hidden },
    (sent) => {
      signature = /Signature=(\w+)/.exec(sent.headers!.Authorization!)![1]!;
      sent.path += '&tenant=7';
    },
    { accessKeyId, secretAccessKey },
  );
  const stream = await listen(url);
  await expect.poll(() => stream.entries().some(({ kind }) => kind === 'call')).toBe(true);
  const detail = JSON.stringify(await get(`entry?id=${stream.entries().findLast(({ kind }) => kind === 'call')!.id}`));
  expect(detail).toContain('Credential=ASIA');
  expect(detail).toContain('Query');
  for (const secret of [sessionToken!, secretAccessKey, signature, 'c00kie', 'apik3y'])
    expect(detail).not.toContain(secret);
  expect(detail.replace(/curl --globoff[^"]*/, '')).not.toContain('s3cret');
});

test.skipIf(!available.curl)(
  `a call that is copied as curl is let in, with keys from the environment${unless('curl')}`,
  async () => {
    const { url, values, get } = await start();
    const body = `{"text":"it's [1] {2} \u00e4 @x"}`;
    const headers = { 'content-type': 'application/json', 'x-custom': `a'b` };
    await sendChanged(
      values.api.url,
      { method: 'POST', path: '/items?b=2&a=%5B1%5D', headers, body },
      (sent) => (sent.path += '&c=3'),
    );
    const stream = await listen(url);
    await expect.poll(() => stream.entries()[0]?.status).toBe(403);
    const { curl } = await get<EntryDetail>('entry?id=1');
    const env = {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: USER.accessKeyId,
      AWS_SECRET_ACCESS_KEY: USER.secretAccessKey,
    };
    const { stdout } = await promisify(execFile)('sh', ['-c', `${curl!} --silent`], { env });
    expect(JSON.parse(stdout)).toEqual({ ok: true });
  },
);

test('a large body is not kept, and what is shown says so', async () => {
  const { url, values, get } = await start();
  const signable = {
    method: 'POST',
    path: '/items',
    body: 'x'.repeat(20_000),
    headers: { 'content-type': 'text/plain' },
  };
  expect(await sendChanged(values.api.url, signable)).toBe(200);
  expect(await sendChanged(values.api.url, signable, (sent) => (sent.path += '?a=1'))).toBe(403);
  const stream = await listen(url);
  await expect.poll(() => stream.entries().length).toBe(2);
  const [accepted, refused] = [await get<EntryDetail>('entry?id=1'), await get<EntryDetail>('entry?id=2')];
  expect(accepted.canonicalRequest.at(-1)!.arrived).toBe('(the body was too large to keep)');
  expect(accepted.curl).toContain('--data-binary @body');
  // The service's message tells its hash.
  expect(refused.difference).toMatchObject({ proved: true, sentence: expect.stringContaining('parameter a differs') });
});

test('the journal keeps the latest 2,000 requests', async () => {
  const { url, values } = await start();
  for (let round = 0; round < 41; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => fetch(`${values.api.url}/${round}`)));
  }
  const stream = await listen(url);
  await expect.poll(() => stream.entries().length).toBe(2_000);
  expect(stream.entries()[0]!.id).toBe(51);
});
