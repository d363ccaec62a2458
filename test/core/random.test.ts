import { afterEach, expect, test, vi } from 'vitest';
import { randomBytes, randomId } from '../../src/core/random.js';

afterEach(() => vi.unstubAllGlobals());

test('returns the requested number of random bytes', () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(10) });
  expect(randomBytes(3)).toEqual(Uint8Array.of(10, 10, 10));
  expect(randomId()).toBe('0a'.repeat(16));
});

test('each id is new', () => {
  expect(new Set(Array.from({ length: 100 }, randomId)).size).toBe(100);
});

test.each([undefined, {}, { subtle: {} }])('throws on a platform without randomness (%o)', (crypto) => {
  vi.stubGlobal('crypto', crypto);
  vi.spyOn(Math, 'random').mockImplementation(() => {
    throw new Error('never Math.random');
  });
  expect(() => randomId()).toThrow(expect.objectContaining({ code: 'unsupported-platform' }));
  expect(() => randomBytes(1)).toThrow('There is no crypto.getRandomValues. Load a polyfill first');
});
