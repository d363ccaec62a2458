import { globSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { lazyPart, registerParts } from '../../src/core/part.js';

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
      'A part of sigv4-interceptor (second) could not be loaded: there is no network, a new release of the app removed its file, or ' +
      "the page's policy forbids it. Reload the page, or import 'sigv4-interceptor/eager', so that nothing is loaded later.",
    cause,
  });
  expect(await part()).toEqual({ value: 2 });
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
