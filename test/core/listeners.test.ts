import { expect, test, vi } from 'vitest';
import { createListeners } from '../../src/core/listeners.js';
import { nextSequence } from '../../src/core/owner.js';

test('listeners are called, twice if subscribed twice, and not once they have unsubscribed', () => {
  const listeners = createListeners<[string, number]>();
  const heard: unknown[] = [];
  const listen = (...values: [string, number]): number => heard.push(values);
  const [first] = [listeners.add(listen), listeners.add(listen)];
  listeners.notify('a', 1);
  first();
  listeners.notify('b', 2);
  expect(heard).toEqual([
    ['a', 1],
    ['a', 1],
    ['b', 2],
  ]);
});

test('a listener that throws affects neither the others nor the emitter; a browser reports it', () => {
  const listeners = createListeners<[]>();
  const heard: string[] = [];
  const bug = new Error('a bug in the app');
  listeners.add(() => {
    throw bug;
  });
  listeners.add(() => heard.push('told'));
  listeners.notify();
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  listeners.notify();
  vi.unstubAllGlobals();
  expect([heard, reported]).toEqual([['told', 'told'], [bug]]);
});

test('each moment is later than the one before', () => {
  const [one, two] = [nextSequence(), nextSequence()];
  expect(two).toBeGreaterThan(one);
});
