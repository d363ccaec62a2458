import { inspect } from 'node:util';
import { type AwsCredentialIdentity, createSigV4, createTokenAuth, type SigV4Options } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { pipelineOf } from '../../src/core/authenticator.js';
import { keyOf, outcome, stoppedClock } from './support.js';

const create = (options: object) => () =>
  createSigV4({ credentials: keyOf('KEY'), region: 'eu-west-1', service: 'execute-api', ...options } as SigV4Options);

test.each<[object, string]>([
  [{ reauthenticate: 'yes' }, 'reauthenticate: pass a function.'],
  [{ shouldReauthenticate: true }, 'shouldReauthenticate: pass a function.'],
  [{ shouldReplay: true }, 'shouldReplay: pass a function.'],
  [{ waitUntil: true }, 'waitUntil: pass a function.'],
  [{ clock: null }, 'clock: pass { now(): number, offset: number }.'],
  [{ clock: { now: 1, offset: 0 } }, 'clock: pass { now(): number, offset: number }.'],
  [{ clock: { now: () => 0 } }, 'clock: pass { now(): number, offset: number }.'],
  [{ clock: { now: () => 0, offset: Number.NaN } }, 'clock: pass { now(): number, offset: number }.'],
  [{ connectivity: 'maybe' }, "connectivity: pass 'send', 'wait' or { isOnline(), onChange(listener) }."],
  [{ connectivity: null }, "connectivity: pass 'send', 'wait' or { isOnline(), onChange(listener) }."],
  [
    { connectivity: { isOnline: () => true } },
    "connectivity: pass 'send', 'wait' or { isOnline(), onChange(listener) }.",
  ],
  [
    { connectivity: { onChange: () => () => {} } },
    "connectivity: pass 'send', 'wait' or { isOnline(), onChange(listener) }.",
  ],
  [{ refreshBeforeExpiry: -1 }, 'refreshBeforeExpiry: pass milliseconds, 0 or more.'],
  [{ refreshBeforeExpiry: Number.NaN }, 'refreshBeforeExpiry: pass milliseconds, 0 or more.'],
  [{ providerTimeout: 0 }, 'providerTimeout: pass milliseconds, more than 0.'],
  [{ providerTimeout: -5 }, 'providerTimeout: pass milliseconds, more than 0.'],
])('an option of the wrong type is rejected at construction, by name: %o', (options, message) => {
  expect(create(options)).toThrow(new TypeError(message));
});

test.each([
  { connectivity: 'wait' },
  { connectivity: { isOnline: () => true, onChange: () => () => {} } },
  { refreshBeforeExpiry: 0 },
  { providerTimeout: Number.POSITIVE_INFINITY },
  { clock: { now: () => 0, offset: -5 } },
])('%o is accepted', (options) => {
  expect(create(options)).not.toThrow();
});

test.each([undefined, null, {}, 'auth', { on: () => {} }])('what is no Authenticator is refused: %o', (auth) => {
  expect(() => pipelineOf(auth as never)).toThrow(
    new TypeError('auth: pass what createSigV4 or createTokenAuth returned.'),
  );
});

test('a pipeline is found by a symbol that all copies of this package share, and is not visible otherwise', () => {
  const auth = create({})();
  const find = (auth as unknown as Record<symbol, () => unknown>)[Symbol.for('sigv4-interceptor.pipeline')]!;
  expect(pipelineOf(auth)).toBe(find());
  expect(inspect(auth, { showHidden: true, depth: Infinity })).not.toMatch(/source|KEY/);
  expect(Object.keys(auth)).not.toContain('pipeline');
  expect(JSON.stringify(auth)).toBe('{}');
});

test('the clock is the option, else the provider’s, else the machine’s', async () => {
  const [own, given] = [stoppedClock(Date.UTC(2001, 0, 1)), stoppedClock(Date.UTC(2002, 0, 1))];
  const provider = Object.assign(async () => keyOf('KEY'), { clock: own });
  const dateOf = async (options: object) =>
    (await create(options)().sign({ url: 'https://api.example.com/' })).headers.get('x-amz-date')!.slice(0, 4);
  expect(await dateOf({ credentials: provider })).toBe('2001');
  expect(await dateOf({ credentials: provider, clock: given })).toBe('2002');
  expect(Number(await dateOf({}))).toBeGreaterThanOrEqual(2026);
});

test('invalidate() makes the next call ask the provider', async () => {
  let asked = 0;
  const auth = create({ credentials: async () => keyOf(`KEY${++asked}`) })();
  await auth.sign({ url: 'https://api.example.com/' });
  auth.invalidate();
  const { headers } = await auth.sign({ url: 'https://api.example.com/' });
  expect(headers.get('authorization')).toContain('KEY2');
});

test('a wait for a sign-in is reported with its limit', () => {
  let wait = (_: number): void => {};
  const credentials = Object.assign(async (): Promise<AwsCredentialIdentity> => keyOf('KEY'), {
    onWaiting: (listener: (timeout: number) => void) => {
      wait = listener;
    },
  });
  const auth = create({ credentials })();
  const heard: unknown[] = [];
  auth.on('waiting-for-sign-in', (event) => heard.push(event));
  wait(300_000);
  expect(heard).toEqual([{ timeout: 300_000 }]);
});

test('the end of an unknown identity is reported once, with what to add', async () => {
  let fire = (): void => {};
  const credentials = Object.assign(async () => keyOf('KEY'), {
    onChange: (listener: () => void) => {
      fire = listener;
    },
  });
  const auth = create({ credentials })();
  const heard: { message: string }[] = [];
  auth.on('identity-unknown', (event) => heard.push(event));
  const signing = auth.sign({ url: 'https://api.example.com/' });
  await signing;
  fire();
  expect(heard).toHaveLength(1);
  await auth.sign({ url: 'https://api.example.com/' });
  fire();
  expect(heard).toEqual([{ message: expect.stringMatching(/change of user.*Add principal\(\)/) }]);
});

test.each<[string | null | undefined, string, object, boolean]>([
  [null, 'denied', {}, true],
  [null, 'unknown', {}, true],
  [null, 'denied', { shouldReauthenticate: () => undefined }, true],
  [null, 'denied', { shouldReauthenticate: () => true }, true],
  [null, 'denied', { shouldReauthenticate: () => false }, false],
  [null, 'expired', {}, false],
  [null, 'malformed', {}, false],
  [null, 'throttled', {}, false],
  // Who it was is known, or who it was is not: a sign-in would change neither.
  ['alice', 'denied', {}, false],
  [undefined, 'denied', {}, false],
])('a call by %s that is %s with %o waits for a sign-in: %s', async (principal, verdict, options, waits) => {
  const asked: unknown[] = [];
  const credentials = Object.assign(async () => keyOf('KEY'), {
    untilSignedIn: (waiter: unknown) => {
      asked.push(waiter);
      return Promise.resolve();
    },
  });
  const pipeline = pipelineOf(create({ credentials, ...options })());
  const waiter = {};
  await pipeline.untilSignedIn({ principal } as never, { verdict } as never, waiter);
  expect(asked).toEqual(waits ? [waiter] : []);
});

test('a provider that cannot wait for a sign-in is not asked to do so', () => {
  const pipeline = pipelineOf(create({})());
  expect(pipeline.untilSignedIn({ principal: null } as never, { verdict: 'denied' } as never, {})).toBeUndefined();
});

test('a token Authenticator exempts nothing, and names its origins', () => {
  const { exempts, covers } = pipelineOf(
    createTokenAuth({ token: 't', origins: ['https://a.example', /https:\/\/b\.example/] }),
  );
  expect(exempts({} as never)).toBe(false);
  expect([
    covers(new URL('https://a.example/x'), undefined, 'GET'),
    covers(new URL('https://b.example/x'), undefined, 'GET'),
    covers(new URL('https://c.example'), undefined, 'GET'),
  ]).toEqual(['named', 'recognised', false]);
});

test('a client’s base URL is named if its region and service are known', () => {
  const described = pipelineOf(create({})());
  const plain = pipelineOf(createSigV4({ credentials: keyOf('KEY') }));
  const base = 'https://abc.execute-api.eu-west-1.amazonaws.com';
  expect(described.covers(new URL('https://api.example.com/x'), 'https://api.example.com', 'GET')).toBe('named');
  expect(plain.covers(new URL('https://api.example.com/x'), 'https://api.example.com', 'GET')).toBe(false);
  expect(plain.covers(new URL(`${base}/x`), base, 'GET')).toBe('named');
  expect(plain.covers(new URL(`${base}/x`), undefined, 'GET')).toBe('recognised');
});

test('an aborted call is not signed again', async () => {
  expect(
    await outcome(create({ credentials: async () => keyOf('') })().sign({ url: 'https://api.example.com/' })),
  ).toBe('credentials-unavailable');
});

const inScopeOf = (options: object = {}) => {
  const auth = create({ origins: (url: URL) => url.host !== 'out.example.com', ...options })();
  const { covers } = pipelineOf(auth);
  return { auth, covers: (url: string, method = 'get') => covers(new URL(url), undefined, method) };
};

test.each([
  ['https://in.example.com/', 'recognised'],
  ['http://in.example.com/', 'recognised'],
  ['wss://in.example.com/', 'recognised'],
  ['ws://in.example.com/', 'recognised'],
  ['https://out.example.com/', false],
  ['data:text/plain,x', false],
  ['blob:https://in.example.com/1', false],
  ['httpsx://in.example.com/', false],
  ['xhttps://in.example.com/', false],
])('whether %s is in scope, with a permissive predicate: %s', (url, coverage) => {
  expect(inScopeOf().covers(url)).toBe(coverage);
});

test('the first call to each origin out of scope is reported, without its query', () => {
  const { auth, covers } = inScopeOf();
  // Nobody listens yet.
  covers('https://out.example.com/early');
  const told: unknown[] = [];
  auth.on('untouched', (payload) => told.push(payload));
  covers('https://in.example.com/');
  covers('data:text/plain,x');
  covers('https://out.example.com/a?token=secret', 'post');
  covers('https://out.example.com/b');
  expect(told).toEqual([
    {
      origin: 'https://out.example.com',
      method: 'POST',
      url: 'https://out.example.com/a?token=[redacted]',
      message: expect.stringMatching(/^https:\/\/out\.example\.com is out of scope.* `origins`/),
    },
  ]);
  expect(JSON.stringify(told)).not.toContain('secret');
});

test('at most a thousand origins are reported', () => {
  const { auth, covers } = inScopeOf({ origins: () => false });
  let told = 0;
  auth.on('untouched', () => told++);
  for (let index = 0; index < 1100; index++) covers(`https://host-${index}.example.com/`);
  expect(told).toBe(1000);
});
