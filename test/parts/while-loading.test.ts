import { createSigV4 } from 'sigv4-interceptor';
import { beforeEach, expect, test, vi } from 'vitest';
import { createSessionSignIn } from '../../src/cognito/session/sign-in.js';
import { createOperations } from '../../src/cognito/session/user-pool-operations.js';
import { createUserPoolSignIn } from '../../src/cognito/session/user-pool-sign-in.js';
import { createIdentity } from '../../src/core/identity.js';

/** The parts that these tests load, and what was done by them. */
const stage = vi.hoisted(() => ({
  load: (): void => {},
  loaded: Promise.resolve() as Promise<void>,
  calls: [] as unknown[][],
}));
const part = <T>(module: T) => stage.loaded.then(() => module);
vi.mock('#parts/cognito', () => ({
  signIn: () =>
    part({
      createSignIn: () => ({
        signIn: async (...input: unknown[]) => stage.calls.push(['signIn', ...input]),
        cancel: (...input: unknown[]) => stage.calls.push(['cancel', ...input]),
      }),
    }),
  operations: () =>
    part({
      createUserPoolOperations: () => ({
        changePassword: async (...input: unknown[]) => stage.calls.push(['changePassword', ...input]),
        signUp: async (...input: unknown[]) => stage.calls.push(['signUp', ...input]),
      }),
    }),
  federation: () =>
    part({ federate: async (_: unknown, ...input: unknown[]) => stage.calls.push(['federate', ...input]) }),
}));
vi.mock('#parts/sigv4', async () => {
  const module = await import('../../src/sigv4/sign-and-presign.js');
  return { signing: () => part(module), explanations: vi.fn(), hints: vi.fn() };
});

beforeEach(() => {
  stage.calls.length = 0;
  stage.loaded = new Promise<void>((resolve) => {
    stage.load = resolve;
  });
});

test('a sign-in that is cancelled while its code is being loaded is not begun', async () => {
  const signIn = createUserPoolSignIn({} as never);
  const begun = signIn.signIn({ username: 'alice' });
  signIn.cancel();
  // Not only once the code is there: it may never arrive.
  await expect(begun).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  stage.load();
  await stage.loaded;
  expect(stage.calls).toEqual([]);
});

test('a sign-in after one that was cancelled while its code was being loaded goes on', async () => {
  const signIn = createUserPoolSignIn({} as never);
  const cancelled = signIn.signIn({ username: 'alice' }).catch(() => {});
  signIn.cancel();
  const begun = signIn.signIn({ username: 'bob' });
  stage.load();
  await Promise.all([cancelled, begun]);
  expect(stage.calls).toEqual([['signIn', { username: 'bob' }]]);
});

test('what cancels a step of an earlier sign-in leaves one that is being loaded alone', async () => {
  const signIn = createUserPoolSignIn({} as never);
  const begun = signIn.signIn({ username: 'alice' });
  signIn.cancel({ step: 'smsMfa' } as never);
  stage.load();
  await begun;
  expect(stage.calls).toEqual([['signIn', { username: 'alice' }]]);
});

test('an operation is that of the user who asked for it, with what was passed then', async () => {
  let principal = 'alice';
  let tell = (): void => {};
  const onChange = (listener: () => void): void => {
    tell = listener;
  };
  const identity = createIdentity({ principal: () => principal, onChange }, { onBegin: () => {}, onUnknown: () => {} });
  const { changePassword } = createOperations({} as never, identity);
  const input = { oldPassword: 'a', newPassword: 'b' };
  const asked = changePassword(input);
  input.newPassword = '';
  stage.load();
  await asked;
  expect(stage.calls).toEqual([['changePassword', { oldPassword: 'a', newPassword: 'b' }]]);

  stage.loaded = new Promise<void>((resolve) => {
    stage.load = resolve;
  });
  const late = changePassword(input);
  principal = 'bob';
  tell();
  stage.load();
  await expect(late).rejects.toMatchObject({ code: 'identity-changed' });
  expect(stage.calls).toHaveLength(1);
});

test('an operation of nobody in particular goes on after a sign-out', async () => {
  let tell = (): void => {};
  let principal: string | null = 'alice';
  const onChange = (listener: () => void): void => {
    tell = listener;
  };
  const identity = createIdentity({ principal: () => principal, onChange }, { onBegin: () => {}, onUnknown: () => {} });
  const asked = createOperations({} as never, identity).signUp({ username: 'bob', password: 'b' });
  principal = null;
  tell();
  stage.load();
  await asked;
  expect(stage.calls).toEqual([['signUp', { username: 'bob', password: 'b' }]]);
});

test('an operation whose code does not arrive ends with its signal', async () => {
  const identity = createIdentity({}, { onBegin: () => {}, onUnknown: () => {} });
  const controller = new AbortController();
  const asked = createOperations({} as never, identity).signUp({
    username: 'bob',
    password: 'b',
    signal: controller.signal,
  });
  controller.abort(new Error('The form was left.'));
  await expect(asked).rejects.toThrow('The form was left.');
  expect(stage.calls).toEqual([]);
});

test.each([
  [
    'URLSearchParams',
    () => new URLSearchParams({ user: 'alice' }),
    (body: URLSearchParams) => body.set('user', 'mallory'),
  ],
  [
    'a FormData',
    () => {
      const form = new FormData();
      form.set('user', 'alice');
      return form;
    },
    (body: FormData) => body.set('user', 'mallory'),
  ],
  ['JSON', () => ({ user: 'alice' }), (body: { user: string }) => Object.assign(body, { user: 'mallory' })],
])('%s is signed as it was passed', async (_, create, change) => {
  const auth = createSigV4({ credentials: { accessKeyId: 'AKID', secretAccessKey: 's' }, region: 'r', service: 's' });
  const body = create();
  const headers =
    body instanceof FormData || body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' };
  const signing = auth.sign({ method: 'POST', url: 'https://host.example/', headers, body });
  change(body as never);
  stage.load();
  const signed = new TextDecoder().decode((await signing).body as Uint8Array);
  expect([signed.includes('alice'), signed.includes('mallory')]).toEqual([true, false]);
});

test("an object whose members are its class's is signed with them", async () => {
  class Order {
    get method() {
      return 'DELETE';
    }
    get url() {
      return 'https://host.example/orders';
    }
  }
  const auth = createSigV4({ credentials: { accessKeyId: 'AKID', secretAccessKey: 's' }, region: 'r', service: 's' });
  const signing = auth.sign(new Order());
  stage.load();
  expect(await signing).toMatchObject({ method: 'DELETE', url: 'https://host.example/orders' });
});

test.each([
  ['no request', null, undefined, /pass \{ method, url/],
  ['null for options', { url: 'https://host.example/' }, null, /pass an object/],
])('%s is refused as if the code had been there', async (_, request, options, message) => {
  const auth = createSigV4({ credentials: { accessKeyId: 'AKID', secretAccessKey: 's' }, region: 'r', service: 's' });
  const signing = auth.sign(request as never, options as never);
  stage.load();
  await expect(signing).rejects.toThrow(message);
});

test.each([true, false])('a promise in place of a request is refused (with the code there: %s)', async (isThere) => {
  const auth = createSigV4({ credentials: { accessKeyId: 'AKID', secretAccessKey: 's' }, region: 'r', service: 's' });
  const { sign } = await import('../../src/sigv4/sign.js');
  const request = Promise.resolve({ url: 'https://host.example/' });
  const signing = isThere ? sign({} as never, request as never) : auth.sign(request as never);
  stage.load();
  await expect(signing).rejects.toThrow(/pass \{ method, url/);
});

test('a request that cannot be read is no unhandled rejection, whether the code arrives or not', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const auth = createSigV4({ credentials: { accessKeyId: 'AKID', secretAccessKey: 's' }, region: 'r', service: 's' });
  stage.loaded = Promise.reject(new Error('404'));
  await expect(auth.sign({ url: 'https://host.example/', headers: 5 } as never)).rejects.toThrow();
  await expect(auth.presign('not absolute')).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test("a sign-in with another provider's token is made with what was passed", async () => {
  const { federate } = createSessionSignIn({} as never);
  const options = { identityId: 'eu-west-1:1' };
  const begun = federate('developer', 'token', options, 3);
  options.identityId = 'eu-west-1:2';
  stage.load();
  await begun;
  expect(stage.calls).toEqual([['federate', 'developer', 'token', { identityId: 'eu-west-1:1' }, 3]]);
});

test('a signature covers what was passed, although the app changes it while the code is being loaded', async () => {
  const auth = createSigV4({ credentials: { accessKeyId: 'AKID', secretAccessKey: 's' }, region: 'r', service: 's' });
  const url = new URL('https://host.example/a');
  const headers = new Headers({ 'x-own': 'before' });
  const body = new TextEncoder().encode('before');
  const signing = auth.sign({ method: 'POST', url, headers, body });
  const presigning = auth.presign(url, { headers });
  url.pathname = '/changed';
  headers.set('x-own', 'after');
  body.fill(0);
  stage.load();
  const signed = await signing;
  expect([signed.url, signed.headers.get('x-own')]).toEqual(['https://host.example/a', 'before']);
  expect(new TextDecoder().decode(signed.body as Uint8Array)).toBe('before');
  expect(await presigning).toMatch(/^https:\/\/host\.example\/a\?/);
});
