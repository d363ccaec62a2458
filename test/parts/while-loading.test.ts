import { createSigV4 } from 'sigv4-interceptor';
import { beforeEach, expect, test, vi } from 'vitest';
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
      }),
    }),
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
  stage.load();
  await expect(begun).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  expect(stage.calls).toEqual([]);
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
