import { type AwsCredentialIdentity, type Clock, createSigV4 } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { clients, countingProvider, credentials, EXPIRED, refuse, startServer } from './support.js';

const scope = { region: 'eu-west-1', service: 'execute-api' };
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const request = { url: 'https://api.example.com/' };

test('asks the provider once for a thousand waiting calls', async () => {
  const provider = countingProvider(10);
  const auth = createSigV4({ credentials: provider, ...scope });
  const signed = await Promise.all(Array.from({ length: 1000 }, () => auth.sign(request)));
  expect(new Set(signed.map(({ headers }) => headers.get('x-amz-security-token')))).toEqual(
    new Set(['session-token-of-KEY1']),
  );
  expect(provider.asked).toEqual([undefined]);
});

test('renews in the background within refreshBeforeExpiry, and waits once the credentials have expired', async () => {
  const clock: Clock & { time: number } = { time: 1_000_000, offset: 0, now: () => clock.time };
  const asked: unknown[] = [];
  const provider = async (how?: unknown): Promise<AwsCredentialIdentity> => {
    asked.push(how);
    return credentials(`KEY${asked.length}`, { expiration: new Date(clock.time + 3_600_000) });
  };
  const auth = createSigV4({ credentials: provider, ...scope, clock });
  const key = async () => /Credential=(\w+)/.exec((await auth.sign(request)).headers.get('authorization')!)![1];

  expect(await key()).toBe('KEY1');
  clock.time += 3_600_000 - 299_000;
  expect(await key()).toBe('KEY1');
  await settled();
  expect(await key()).toBe('KEY2');
  clock.time += 3_600_001;
  expect(await key()).toBe('KEY3');
  expect(asked).toEqual([undefined, { forceRefresh: true }, undefined]);
});

test('retries the provider after a network error or throttling, and never after a refusal', async () => {
  const failing = (error: Error) => {
    let calls = 0;
    const provider = async () => {
      if (++calls <= 2) throw error;
      return credentials('KEY');
    };
    return { auth: createSigV4({ credentials: provider, ...scope, retry: { minTimeout: 1 } }), calls: () => calls };
  };
  const named = (name: string) => Object.assign(new Error(name), { name });

  for (const error of [
    named('ThrottlingException'),
    new TypeError('fetch failed'),
    Object.assign(new Error(), { code: 'ECONNRESET' }),
  ]) {
    const { auth, calls } = failing(error);
    await auth.sign(request);
    expect(calls()).toBe(3);
  }
  const { auth, calls } = failing(named('NotAuthorizedException'));
  await expect(auth.sign(request)).rejects.toMatchObject({
    name: 'CredentialsError',
    code: 'credentials-unavailable',
    cause: { name: 'NotAuthorizedException' },
  });
  expect(calls()).toBe(1);
});

test('a failure is not cached: the next call asks again', async () => {
  let calls = 0;
  const provider = async () => {
    if (++calls === 1) throw new Error('offline');
    return credentials('KEY');
  };
  const auth = createSigV4({ credentials: provider, ...scope });
  await expect(auth.sign(request)).rejects.toMatchObject({ code: 'credentials-unavailable' });
  await auth.sign(request);
  expect(calls).toBe(2);
});

test('credentials without an expiration are used until a 403', async () => {
  const { url } = await startServer(({ key }, response) => (key === 'KEY1' ? refuse(response, EXPIRED) : 200));
  const clock: Clock & { time: number } = { time: Date.now(), offset: 0, now: () => clock.time };
  let asked = 0;
  const provider = async (): Promise<AwsCredentialIdentity> => ({ accessKeyId: `KEY${++asked}`, secretAccessKey: 's' });
  const auth = createSigV4({ credentials: provider, ...scope, clock, origins: url });

  await auth.sign(request);
  clock.time += 1e10;
  await auth.sign(request);
  expect(asked).toBe(1);
  expect(await clients.fetch!(auth)('GET', url)).toMatchObject({ status: 200 });
  expect(asked).toBe(2);
});

test.each([
  ['nothing', undefined],
  ['no secret', { accessKeyId: 'A' }],
  ['an expiration that is no date', { accessKeyId: 'A', secretAccessKey: 's', expiration: new Date(Number.NaN) }],
  ['an expiration in a number', { accessKeyId: 'A', secretAccessKey: 's', expiration: 17e8 }],
])('rejects a provider that returns %s', async (_, value) => {
  const auth = createSigV4({ credentials: async () => value as unknown as AwsCredentialIdentity, ...scope });
  await expect(auth.sign(request)).rejects.toMatchObject({ code: 'credentials-unavailable' });
});

test('credentials that look expired on arrival are used, not requested on every call', async () => {
  let asked = 0;
  const provider = async () => credentials(`KEY${++asked}`, { expiration: new Date(Date.now() - 7_200_000) });
  const auth = createSigV4({ credentials: provider, ...scope });
  for (let call = 0; call < 10; call++) await auth.sign(request);
  expect(asked).toBe(2);
});

test('invalidate() drops the cached credentials', async () => {
  const provider = countingProvider();
  const auth = createSigV4({ credentials: provider, ...scope });
  await auth.sign(request);
  auth.invalidate();
  await auth.sign(request);
  expect(provider.asked).toEqual([undefined, { forceRefresh: true }]);
});
