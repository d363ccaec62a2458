import { expect, test } from 'vitest';
import { binaryFromBase64, fromBase64, toBase64 } from '../../src/core/base64.js';

// RFC 4648, section 10.
test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('%j is encoded as %j, and decoded', (text, encoded) => {
  const bytes = Uint8Array.from(Buffer.from(text));
  expect([toBase64(bytes), fromBase64(encoded), binaryFromBase64(encoded)]).toEqual([encoded, bytes, text]);
});

test('every byte survives, also one that is no ASCII', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
});

test.each(['-_-_--', '+/+/++', '+/+/++==', '-_-_--=='])(
  'both alphabets are decoded, with or without padding: %s',
  (text) => {
    expect([...fromBase64(text)]).toEqual([...Buffer.from('+/+/++==', 'base64')]);
  },
);

test('what is no base64 throws', () => {
  expect(() => fromBase64('a*b')).toThrow(DOMException);
});
