import { afterEach, expect, test, vi } from 'vitest';
import { connectivityOf, createConnectivityGate } from '../../src/core/connectivity.js';

afterEach(() => vi.unstubAllGlobals());

const network = (online: boolean) => {
  const listeners = new Set<() => void>();
  return {
    online,
    listeners,
    isOnline(): boolean {
      return this.online;
    },
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    turn(online: boolean): void {
      this.online = online;
      for (const listener of [...listeners]) listener();
    },
  };
};
/** The global object of a browser, as far as the network goes. */
const browser = (onLine: boolean) => {
  const target = new EventTarget();
  vi.stubGlobal('navigator', { onLine });
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
  vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target));
  return (online: boolean) => {
    vi.stubGlobal('navigator', { onLine: online });
    target.dispatchEvent(new Event(online ? 'online' : 'offline'));
  };
};
const settled = async (promise: Promise<unknown> | undefined) => {
  let state = 'waiting';
  promise?.then(
    () => (state = 'open'),
    () => (state = 'aborted'),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return state;
};

test("'send' lets every call pass, even offline", () => {
  browser(false);
  expect(createConnectivityGate('send')({}, expect.unreachable)).toBeUndefined();
});

test('a call passes immediately while there is a network', () => {
  const source = network(true);
  expect(createConnectivityGate(source)({}, expect.unreachable)).toBeUndefined();
  expect(source.listeners.size).toBe(0);
});

test('a call waits until the network is back, and no listener is left', async () => {
  const source = network(false);
  let waits = 0;
  const waiting = createConnectivityGate(source)({}, () => void waits++);
  expect(waits).toBe(1);
  source.turn(false);
  expect(await settled(waiting)).toBe('waiting');
  source.turn(true);
  expect(await settled(waiting)).toBe('open');
  expect(source.listeners.size).toBe(0);
});

test('the network may return before the call subscribes', async () => {
  const source = network(false);
  const waiting = createConnectivityGate(source)({}, () => {
    source.online = true;
  });
  expect(await settled(waiting)).toBe('open');
});

test('a waiting call can be aborted, and no listener is left', async () => {
  const source = network(false);
  const controller = new AbortController();
  const waiting = createConnectivityGate(source)({ signal: controller.signal }, () => {});
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(source.listeners.size).toBe(0);
});

test("'wait' holds a call until the browser is online", async () => {
  const turn = browser(false);
  const waiting = createConnectivityGate('wait')({}, () => {});
  expect(await settled(waiting)).toBe('waiting');
  turn(true);
  expect(await settled(waiting)).toBe('open');
});

test.each([undefined, {}, { onLine: undefined }])('a platform with the navigator %j counts as online', (navigator) => {
  vi.stubGlobal('navigator', navigator);
  expect(connectivityOf('wait').isOnline()).toBe(true);
});

test.each([true, false])('a browser reports whether it is online: %s', (onLine) => {
  browser(onLine);
  expect(connectivityOf('wait').isOnline()).toBe(onLine);
});

test("the browser's changes are heard in both directions, until the end of the subscription", () => {
  const turn = browser(true);
  let changes = 0;
  const unsubscribe = connectivityOf('send').onChange(() => void changes++);
  turn(false);
  expect(changes).toBe(1);
  turn(true);
  expect(changes).toBe(2);
  unsubscribe();
  turn(false);
  turn(true);
  expect(changes).toBe(2);
});

test('subscribing on a platform without such events does nothing', () => {
  vi.stubGlobal('addEventListener', undefined);
  vi.stubGlobal('removeEventListener', undefined);
  expect(() => connectivityOf('wait').onChange(() => {})()).not.toThrow();
});

test("an app's own view of the network is taken", () => {
  const source = network(false);
  expect(connectivityOf(source)).toBe(source);
});
