import { expect, test } from 'vitest';
import {
  isHeaderName,
  isHeaderText,
  refuseHeader,
  requireSendable,
  toHeaderPairs,
  withoutHeaders,
} from '../../src/core/headers.js';

test.each<[unknown, boolean]>([
  ['x-api-key', true],
  ["AZaz09!#$%&'*+-.^_`|~", true],
  ['', false],
  [' host', false],
  ['host ', false],
  ['two words', false],
  ['name:', false],
  ['näme', false],
  [7, false],
  [undefined, false],
])('whether %j is the name of a header: %s', (name, isName) => {
  expect(isHeaderName(name)).toBe(isName);
});

test.each<[unknown, boolean]>([
  ['two words, ~', true],
  ['', false],
  ['\ntext', false],
  ['text\n', false],
  ['text\tmore', false],
  ['ümlaut', false],
  [7, false],
  [undefined, false],
])('whether %j is safe in any header: %s', (value, isSafe) => {
  expect(isHeaderText(value)).toBe(isSafe);
});

const refusal = (act: () => void): unknown => {
  try {
    return act();
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    return `${name} ${code}: ${message}`;
  }
};

test('a header that is refused is named, but a name that is none may be a value, and is not shown', () => {
  expect(refusal(() => refuseHeader('x-id', 'is no text'))).toBe(
    'UnsignableRequestError malformed-header: The header "x-id" is no text.',
  );
  expect(refusal(() => refuseHeader('Bearer abc', 'is no text'))).toBe(
    'UnsignableRequestError malformed-header: A header without a valid name is no text.',
  );
});

test.each<[object]>([
  [{}],
  [{ a: '', b: 'two words', c: 'tab\there', d: 'Zürich', e: 7 }],
  [{ a: '\r\n \tvalue \t\r\n' }],
  [new Headers({ a: 'value' })],
  [[['a', 'value']]],
])('%o can be sent', (headers) => {
  expect(refusal(() => requireSendable(headers))).toBeUndefined();
});

const WHY = 'cannot be sent: remove line breaks, control characters and characters outside Latin-1.';
test.each<[object, string]>([
  [{ ok: 'value', 'x-id': 'one\ntwo' }, 'The header "x-id"'],
  [{ 'x-id': 'one\rtwo' }, 'The header "x-id"'],
  [{ 'x-id': '\u0000value' }, 'The header "x-id"'],
  [{ 'x-id': 'value\u007f' }, 'The header "x-id"'],
  [{ 'x-id': '\u2028' }, 'The header "x-id"'],
  [{ 'x-id': '東京' }, 'The header "x-id"'],
  [[['x-id', '東京']], 'The header "x-id"'],
  [{ 'x id': 'value' }, 'A header without a valid name'],
])('%o cannot be sent, and is refused without the value', (headers, subject) => {
  expect(refusal(() => requireSendable(headers))).toBe(`UnsignableRequestError malformed-header: ${subject} ${WHY}`);
});

test.each<[string, object]>([
  ['an object', { a: '1', b: '2' }],
  ['Headers', new Headers({ a: '1', b: '2' })],
  ['a Map', new Map(Object.entries({ a: '1', b: '2' }))],
])('%s becomes pairs', (_, headers) => {
  expect([...toHeaderPairs(headers)]).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
});

test('headers are copied without those whose names match', () => {
  const headers = { host: 'a', 'x-amz-date': 'b', 'x-amz-id': 'c' };
  expect({ ...withoutHeaders(headers, /^x-amz-/) }).toEqual({ host: 'a' });
  expect(headers).toHaveProperty('x-amz-date');
});
