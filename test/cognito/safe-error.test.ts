import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { resilient } from '../../src/cognito/storage/storage.js';
import { safeError } from '../../src/core/safe-error.js';

const TOKEN = 'eyJhbGci.eyJzdWIi.c2lnbmF0dXJl';

test('an error without anything in it is handed on as it is', () => {
  const error = Object.assign(new RangeError('The disk is full.'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
  expect(safeError(error)).toBe(error);
});

test.each<[string, unknown]>([
  [
    "ioredis's",
    Object.assign(new Error('OOM command not allowed'), { name: 'ReplyError', command: { args: [TOKEN] } }),
  ],
  ['one with a cause', new Error('x', { cause: { value: TOKEN } })],
  ['one with a symbol', Object.assign(new Error('x'), { [Symbol('request')]: TOKEN })],
  ['one that says it', new Error(`Cannot write ${TOKEN}`)],
  ['a text', `no room for ${TOKEN}`],
  ['an object', { command: TOKEN }],
])('%s is told without the session', (_, error) => {
  const safe = safeError(error);
  expect(safe).toBeInstanceOf(Error);
  expect(inspect(safe, { showHidden: true, depth: 9 })).not.toContain(TOKEN);
});

test('a harmless cause is kept, and any other is redacted like the error itself', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', address: '::1', port: 1 });
  const failed = new TypeError('fetch failed', { cause: refused });
  expect(safeError(failed)).toBe(failed);

  const config = { data: TOKEN };
  const error = new Error('x', { cause: Object.assign(new Error('y', { cause: refused }), { config }) });
  const safe = safeError(error);
  expect(safe).toMatchObject({ message: 'x', cause: { message: 'y', cause: refused } });
  expect(inspect(safe, { showHidden: true, depth: 9 })).not.toContain(TOKEN);
});

test('what was sent is not in the message', () => {
  expect(safeError(new Error('sent Correct-Horse-7'), ['Correct-Horse-7'])).toMatchObject({
    message: 'sent [redacted]',
  });
});

test('the name and the code stay', () => {
  const error = Object.assign(new Error('x', { cause: 1 }), { name: 'ReplyError', code: 'OOM' });
  expect(safeError(error)).toMatchObject({ name: 'ReplyError', code: 'OOM', message: 'x' });
});

test('an onStorageError that rejects does no harm', async () => {
  const broken = {
    get: () => null,
    set: () => {
      throw new Error('full');
    },
    remove: () => {},
  };
  const store = resilient(broken, async () => {
    throw new Error('a bug in the app');
  });
  await store.set('key', 'value');
  expect(await store.get('key')).toBe('value');
});
