import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FlightContext } from '../../src/core/flight.js';
import type { Provider } from '../../src/core/provider.js';
import { createProviderCalls, type ProviderCallOptions } from '../../src/core/provider-calls.js';
import { deferred, outcome, settle } from './support.js';

const NOW = Date.UTC(2026, 0, 5);
interface Credentials {
  readonly name: string;
  readonly expiration?: number;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  // First: the mocks of one test are of its fake timers.
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const setUp = (
  answer: (ask: number) => Credentials | Promise<Credentials>,
  more: Partial<ProviderCallOptions<Credentials>> = {},
) => {
  const asked: unknown[] = [];
  const provider: Provider<Credentials> = (request) => {
    asked.push(request);
    return answer(asked.length);
  };
  const calls = createProviderCalls<Credentials>(
    {
      provider,
      isStatic: false,
      describe: ({ name, expiration }) => ({ id: name, expiration, principal: undefined }),
      retry: { retries: 0 },
      providerTimeout: 1000,
      ...more,
    },
    () => NOW,
  );
  return { calls, asked };
};

/** A fetch, and which prompts it has heard of. */
const contextOf = () => {
  const heard: string[] = [];
  const controller = new AbortController();
  const context: FlightContext = {
    signal: controller.signal,
    isInteractive: false,
    interact: (kind) => {
      heard.push(`${kind} begins`);
      return () => heard.push(`${kind} ends`);
    },
  };
  return { context, heard, controller };
};

test('the fetches that wait for the provider are known until it settles', async () => {
  const answers = [deferred<Credentials>(), deferred<Credentials>()];
  const { calls } = setUp((ask) => answers[ask - 1]!.promise);
  const [one, two] = [contextOf().context, contextOf().context];
  const asks = [calls.ask(one, false, false), outcome(calls.ask(two, false, false))];
  await settle();
  expect(calls.contexts().map((context) => [one, two].indexOf(context))).toEqual([0, 1]);
  answers[0]!.resolve({ name: 'KEY' });
  await asks[0];
  expect(calls.contexts().map((context) => context === two)).toEqual([true]);
  answers[1]!.reject(new Error('down'));
  expect(await asks[1]).toBe('down');
  expect(calls.contexts()).toEqual([]);
});

test('only fetches that wait for the provider wait for a sign-in, once, until it settles', async () => {
  const answers = [deferred<Credentials>(), deferred<Credentials>()];
  const { calls } = setUp((ask) => answers[ask - 1]!.promise);
  const [over, waiting] = [contextOf(), contextOf()];
  const first = calls.ask(over.context, false, false);
  answers[0]!.resolve({ name: 'KEY1' });
  await first;
  const second = calls.ask(waiting.context, false, false);
  calls.waitForSignIn();
  calls.waitForSignIn();
  expect([over.heard, waiting.heard]).toEqual([[], ['sign-in begins']]);
  answers[1]!.resolve({ name: 'KEY2' });
  await second;
  expect(waiting.heard).toEqual(['sign-in begins', 'sign-in ends']);
});

test.each<[string, number | undefined, Partial<ProviderCallOptions<Credentials>>, boolean, unknown[]]>([
  ['that expired a millisecond ago', NOW - 1, {}, false, [undefined, { forceRefresh: true }]],
  ['that expire now', NOW, {}, false, [undefined, { forceRefresh: true }]],
  ['that expire in a millisecond', NOW + 1, {}, false, [undefined]],
  ['without an expiry', undefined, {}, false, [undefined]],
  ['that have expired and are static', NOW, { isStatic: true }, false, [undefined]],
  ['that have expired after a forced refresh', NOW, {}, true, [{ forceRefresh: true }]],
])('credentials %s: what the provider is asked', async (_, expiration, more, force, requests) => {
  const { calls, asked } = setUp((ask) => ({ name: `KEY${ask}`, ...(expiration && { expiration }) }), more);
  expect((await calls.ask(contextOf().context, force, false)).name).toBe(`KEY${requests.length}`);
  expect(asked).toEqual(requests);
});

test.each([
  [true, false],
  [false, true],
])(
  'the timeout of a provider that is asked in the background (%s) keeps a process alive: %s',
  async (isBackground, keeps) => {
    vi.useRealTimers();
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const answer = deferred<Credentials>();
    const { calls } = setUp(() => answer.promise);
    const asking = calls.ask(contextOf().context, false, isBackground);
    await settle();
    const timers = setTimer.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef());
    expect(timers).toEqual([keeps]);
    answer.resolve({ name: 'KEY' });
    expect(await asking).toEqual({ name: 'KEY' });
  },
);

test('a provider is asked in the background where a timer is a number, as in a browser', async () => {
  vi.spyOn(globalThis, 'setTimeout').mockReturnValue(1 as unknown as NodeJS.Timeout);
  const answer = deferred<Credentials>();
  const { calls } = setUp(() => answer.promise);
  const asking = outcome(calls.ask(contextOf().context, false, true));
  await settle();
  answer.resolve({ name: 'KEY' });
  expect(await asking).toEqual({ name: 'KEY' });
});
