import { globSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ifAvailable, lazyPart, LOAD_TIMEOUT, registerParts } from '../../src/core/part.js';

test('a part is loaded when it is first needed, and is there from then on', async () => {
  const load = vi.fn(async () => ({ value: 1 }));
  const part = lazyPart('first', load);
  expect(load).not.toHaveBeenCalled();
  const pending = part();
  expect(pending).toBeInstanceOf(Promise);
  expect(await pending).toEqual({ value: 1 });
  expect(part()).toEqual({ value: 1 });
  expect(load).toHaveBeenCalledOnce();
});

test('a part that cannot be loaded says so, and is asked for again the next time', async () => {
  const cause = new TypeError('Failed to fetch dynamically imported module: https://app.example.com/chunk.js');
  const load = vi.fn().mockRejectedValueOnce(cause).mockResolvedValueOnce({ value: 2 });
  const part = lazyPart('second', load);
  await expect(part()).rejects.toMatchObject({
    name: 'AuthError',
    code: 'part-not-loaded',
    message:
      "The part 'second' could not be loaded: no network, a new release of the app, or the page's CSP. " +
      "Reload the page, or import 'sigv4-interceptor/eager'.",
    cause,
  });
  expect(await part()).toEqual({ value: 2 });
});

test('who needs a part while it is being loaded waits for the same load', async () => {
  const load = vi.fn(async () => ({ value: 4 }));
  const part = lazyPart('shared', load);
  expect(await Promise.all([part(), part()])).toEqual([{ value: 4 }, { value: 4 }]);
  expect(load).toHaveBeenCalledOnce();
});

test.each([
  [
    'whose loader throws (webpack, where the page may set no script)',
    () => {
      throw new TypeError('HTMLScriptElement.src setter: Sink type mismatch');
    },
    expect.objectContaining({ message: 'HTMLScriptElement.src setter: Sink type mismatch' }),
  ],
  ['that is nothing (Vite, after its event was cancelled)', async () => undefined, undefined],
])('a part %s is not loaded', async (what, load, cause) => {
  const pending = lazyPart(what, load as () => Promise<object | undefined>)();
  await expect(pending).rejects.toMatchObject({ code: 'part-not-loaded', cause });
});

describe('a part that never arrives', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is given up after 30 seconds, and used if it arrives later', async () => {
    let arrive = (_: object): void => {};
    const part = lazyPart('late', () => new Promise<object>((resolve) => (arrive = resolve)));
    const failure = Promise.resolve(part()).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(LOAD_TIMEOUT - 1);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({ code: 'part-not-loaded', cause: undefined });
    arrive({ value: 5 });
    await vi.advanceTimersByTimeAsync(0);
    expect(part()).toEqual({ value: 5 });
  });

  test('leaves no timer once it is there', async () => {
    await lazyPart('punctual', async () => ({}))();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a part that a call can do without is asked for once', async () => {
  const load = vi.fn().mockRejectedValue(new TypeError('404'));
  const part = lazyPart('missing', load);
  expect([await ifAvailable(part), await ifAvailable(part)]).toEqual([undefined, undefined]);
  expect(load).toHaveBeenCalledOnce();
  await expect(part()).rejects.toMatchObject({ code: 'part-not-loaded' });
  expect(load).toHaveBeenCalledTimes(2);
});

test('a part that a call can do without is there at once after it was loaded', async () => {
  const part = lazyPart('there', async () => ({ value: 6 }));
  expect(await ifAvailable(part)).toEqual({ value: 6 });
  expect(ifAvailable(part)).toEqual({ value: 6 });
});

test('a part that is registered is never loaded', () => {
  const load = vi.fn();
  registerParts({ third: () => ({ value: 3 }) });
  expect(lazyPart('third', load)()).toEqual({ value: 3 });
  expect(load).not.toHaveBeenCalled();
});

type Parts = Readonly<Record<string, () => unknown>>;
const rooms = globSync('src/*/parts.lazy.ts').map((path) => path.split('/')[1]!);

test.each(rooms)('the parts of %s are the same, loaded or there from the start', async (room) => {
  const eager: Parts = await import(`../../src/${room}/parts.eager.ts`);
  const lazy: Parts = await import(`../../src/${room}/parts.lazy.ts`);
  expect(Object.keys(lazy).sort()).toEqual(Object.keys(eager).sort());
  for (const name of Object.keys(lazy)) expect([name, await lazy[name]!()]).toEqual([name, eager[name]!()]);
});

test.each(rooms)('each part of %s is registered by the name that its loader asks for', async (room) => {
  vi.resetModules();
  const { registerParts: register } = await import('../../src/core/part.js');
  const eager: Parts = await import(`../../src/${room}/parts.eager.ts`);
  const lazy: Parts = await import(`../../src/${room}/parts.lazy.ts`);
  register(eager);
  for (const name of Object.keys(lazy)) expect([name, lazy[name]!()]).toEqual([name, eager[name]!()]);
});

test("no two rooms have a part of one name, and 'sigv4-interceptor/eager' has all of them", async () => {
  const all: string[] = [];
  for (const room of rooms) all.push(...Object.keys(await import(`../../src/${room}/parts.lazy.ts`)));
  expect(new Set(all).size).toBe(all.length);
  const registered = vi.fn();
  vi.resetModules();
  vi.doMock('../../src/core/part.js', () => ({ registerParts: registered }));
  await import('../../src/eager.js');
  vi.doUnmock('../../src/core/part.js');
  expect(Object.keys(registered.mock.calls[0]![0]).sort()).toEqual(all.sort());
});
