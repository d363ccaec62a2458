import { expect, test } from 'vitest';
import { redactError } from '../../src/core/redact-error.js';

const SECRET = 'the-session-token';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a message with a secret is replaced, and so is the stack, which begins with it', () => {
  const error = new Error(`cannot send ${SECRET}`);
  redactError(error, [SECRET]);
  expect([error.message, error.stack]).toEqual(['[redacted]', '[redacted]']);
});

test.each([
  ['text', `GET / ${SECRET}`],
  ['bytes', bytesOf(`HTTP/1.1 ${SECRET}`)],
  ['bytes that are no UTF-8', Uint8Array.of(0xff, ...bytesOf(SECRET), 0xfe)],
  ['a view of bytes', new DataView(bytesOf(SECRET).buffer)],
])('a member with a secret in %s is replaced, and the message and the stack stay', (_, data) => {
  const error = Object.assign(new Error('Parse Error'), { data });
  const { stack } = error;
  redactError(error, [SECRET]);
  expect(error).toMatchObject({ message: 'Parse Error', data: '[redacted]', stack });
});

test('what contains no secret stays as it is', () => {
  const rawPacket = bytesOf('HTTP/1.1 200');
  const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', errno: -104, rawPacket });
  const { stack } = error;
  redactError(error, [SECRET]);
  expect(error).toMatchObject({ message: 'socket hang up', code: 'ECONNRESET', errno: -104, stack });
  expect(error.rawPacket).toBe(rawPacket);
});

test('causes are looked through, up to four errors in all', () => {
  const errors: Error[] = [];
  for (let count = 0; count < 5; count++) errors.unshift(new Error(SECRET, { cause: errors[0] }));
  redactError(errors[0], [SECRET]);
  expect(errors.map(({ message }) => message)).toEqual([...Array<string>(4).fill('[redacted]'), SECRET]);
});

test('an error that is its own cause is looked through once', () => {
  const error = new Error(SECRET);
  error.cause = error;
  redactError(error, [SECRET]);
  expect(error.message).toBe('[redacted]');
});

test('a getter is not called', () => {
  const error = Object.defineProperty(new Error('x'), 'body', {
    get: () => {
      throw new Error('called');
    },
  });
  expect(() => redactError(error, [SECRET])).not.toThrow();
});

test.each([SECRET, undefined, null, { message: SECRET }])(
  '%o, thrown instead of an error, stays as it is',
  (thrown) => {
    const before = structuredClone(thrown);
    redactError(thrown, [SECRET]);
    expect(thrown).toEqual(before);
  },
);
