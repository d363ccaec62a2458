import { expect, test } from 'vitest';
import { start } from './support/stage.js';

test('a provider’s own token signs in at the identity pool', async () => {
  const kept: { token?: string } = {};
  const stage = await start({
    flow: {
      providers: [
        { name: 'google', logo: '/google.svg', getToken: async () => kept.token },
        { name: 'https://id.example.com', label: 'Our Company', getToken: async () => undefined },
      ],
    },
  });
  const { flow } = stage;
  expect(flow.step.providers).toEqual([
    { name: 'google', label: 'Continue with Google', logo: '/google.svg' },
    { name: 'https://id.example.com', label: 'Continue with Our Company', logo: undefined },
  ]);
  await flow.signInWith('google');
  expect(flow.step.name).toBe('signIn');
  expect([flow.error, flow.busy]).toEqual([undefined, false]);
  kept.token = stage.mock.issueProviderToken('accounts.google.com', 'grace');
  await flow.signInWith('google');
  expect(flow.step).toMatchObject({ name: 'signedIn', username: undefined, description: undefined });
  expect(await stage.caller()).toBe('grace');
  await flow.signInWith('google');
  expect(flow.step.name).toBe('signedIn');
});

test('what opens a window is called within the click', async () => {
  let opened = 0;
  const stage = await start({
    flow: {
      providers: [
        {
          name: 'google',
          getToken: async () => {
            opened += 1;
            return undefined;
          },
        },
      ],
    },
  });
  const done = stage.flow.signInWith('google');
  expect(opened).toBe(1);
  await done;
});

test('a provider that fails, and one that there is not, leave the form', async () => {
  const stage = await start({
    flow: {
      providers: [{ name: 'google', getToken: () => Promise.reject(new Error('Popup of theirs.')) }],
    },
  });
  for (const name of ['google', 'facebook']) {
    await stage.flow.signInWith(name);
    expect(stage.flow.step.name).toBe('signIn');
    expect(stage.flow.error).toMatchObject({ key: 'error.unexpected' });
    expect(stage.flow.error?.message).not.toContain('theirs');
  }
});

test('a token that the identity pool refuses is the provider’s fault', async () => {
  const stage = await start({ flow: { providers: [{ name: 'google', getToken: async () => 'not a token' }] } });
  await stage.flow.signInWith('google');
  expect(stage.flow.error?.key).toBe('error.providerRefused');
  expect(stage.session.isSignedIn).toBe(false);
});
