import { afterEach, expect, test, vi } from 'vitest';
import { accessKey, createEmitter } from '../../src/core/events.js';

afterEach(() => vi.unstubAllGlobals());

const call = { method: 'GET', url: 'https://host/' };

test('a listener receives only its own event, until it unsubscribes', () => {
  const emitter = createEmitter();
  const heard: unknown[] = [];
  const unsubscribe = emitter.on('signed', (payload) => heard.push(payload));
  emitter.emit('replayed', call);
  emitter.emit('signed', call);
  expect(heard).toEqual([call]);
  unsubscribe();
  unsubscribe();
  emitter.emit('signed', call);
  expect(heard).toHaveLength(1);
});

test('the same listener can be subscribed twice, and each subscription ends separately', () => {
  const emitter = createEmitter();
  let heard = 0;
  const listener = () => void heard++;
  const unsubscribe = emitter.on('signed', listener);
  emitter.on('signed', listener);
  emitter.emit('signed', call);
  expect(heard).toBe(2);
  unsubscribe();
  emitter.emit('signed', call);
  expect(heard).toBe(3);
});

test('reports whether there are listeners', () => {
  const emitter = createEmitter();
  expect(emitter.has('signed')).toBe(false);
  const unsubscribe = emitter.on('signed', () => {});
  expect(emitter.has('signed')).toBe(true);
  expect(emitter.has('replayed')).toBe(false);
  unsubscribe();
  expect(emitter.has('signed')).toBe(false);
});

test('a listener that throws affects neither the call nor the next listener, and is reported if the platform can do so', () => {
  const emitter = createEmitter();
  const reported: unknown[] = [];
  let heard = 0;
  const mistake = new Error('mistake');
  emitter.on('signed', () => {
    throw mistake;
  });
  emitter.on('signed', () => void heard++);
  vi.stubGlobal('reportError', undefined);
  emitter.emit('signed', call);
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  emitter.emit('signed', call);
  expect(heard).toBe(2);
  expect(reported).toEqual([mistake]);
});

test('an event without listeners is ignored', () => {
  vi.stubGlobal('reportError', expect.unreachable);
  createEmitter().emit('signed', call);
});

test('a listener that is not a function is rejected', () => {
  expect(() => createEmitter().on('signed', undefined as never)).toThrow(
    new TypeError("on('signed', listener): listener must be a function."),
  );
});

test('a payload has an access key id only if there is one', () => {
  expect(accessKey('AKID')).toEqual({ accessKeyId: 'AKID' });
  expect(Object.keys(accessKey(undefined))).toEqual([]);
});
