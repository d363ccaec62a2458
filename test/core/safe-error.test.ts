import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { safeError } from '../../src/core/safe-error.js';

const TOKEN = 'eyJhbGci.eyJzdWIi.c2lnbmF0dXJl';

test('an error without anything in it is handed on as it is', () => {
  const error = Object.assign(new RangeError('The disk is full.'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
  expect(safeError(error)).toBe(error);
});

test.each(['name', 'message', 'stack', 'code', 'errno', 'syscall', 'status', 'address', 'port', 'hostname'])(
  'an error with nothing but %s is handed on as it is',
  (member) => {
    const error = Object.defineProperty(new Error('x'), member, { value: 'harmless' });
    expect(safeError(error)).toBe(error);
  },
);

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

test.each<[unknown, string]>([
  ['no room', 'no room'],
  [undefined, 'undefined'],
  [null, 'null'],
  [{ message: 'no room' }, 'no room'],
  [{ message: 7 }, '[object Object]'],
])('%o, thrown instead of an error, becomes an error that says so', (thrown, message) => {
  const safe = safeError(thrown);
  expect(safe).toBeInstanceOf(Error);
  expect(safe).toMatchObject({ name: 'Error', message });
  expect(safe).not.toHaveProperty('code');
});

test('an error that is its own cause is told with an end', () => {
  const error = new Error('x');
  error.cause = error;
  const causes = [];
  for (let cause = safeError(error); cause; cause = (cause as Error).cause) causes.push(cause);
  expect(causes).toHaveLength(5);
});

test('a copied TypeError stays one, because that is how fetch reports a failed network', () => {
  expect(safeError(new TypeError('fetch failed', { cause: 1 }))).toBeInstanceOf(TypeError);
  expect(safeError(new RangeError('x', { cause: 1 }))).not.toBeInstanceOf(TypeError);
});

test.each(['OOM', 28])('the name and the code %j stay', (code) => {
  const error = Object.assign(new Error('x', { cause: 1 }), { name: 'ReplyError', code });
  expect(safeError(error)).toMatchObject({ name: 'ReplyError', code, message: 'x' });
});

test('the code of a copy is a text or a number, and nothing else', () => {
  const error = Object.assign(new Error('x', { cause: 1 }), { code: { data: TOKEN } });
  expect(safeError(error)).not.toHaveProperty('code');
});
