import { expect, test } from 'vitest';
import { isOneShot, toHeaderMap, wireRequest } from '../../src/core/wire-request.js';

test.each([
  [undefined, false],
  [new Uint8Array(2), false],
  [new Blob(['text']), false],
  [{ stream: new ReadableStream() }, true],
  [{ stream: undefined }, true],
])('whether %s is consumed once it has been sent: %s', (body, expected) => {
  expect(isOneShot(body)).toBe(expected);
});

test('headers have lower-case names, and the values of repeated ones are joined', () => {
  expect({
    ...toHeaderMap([
      ['X-One', 'a'],
      ['x-two', 'b'],
      ['x-oNE', 'c'],
    ]),
  }).toEqual({ 'x-one': 'a,c', 'x-two': 'b' });
});

test("a header's value loses HTTP's own white space at both ends, and nothing else", () => {
  const values = ['\t\r\n  a  b \t\r\n ', '\u00A0a\u00A0', '', '  '];
  expect(values.map((value) => toHeaderMap([['x', value]]).x)).toEqual(['a  b', '\u00A0a\u00A0', '', '']);
});

test('a header may have the name of an object method', () => {
  const headers = toHeaderMap([
    ['constructor', 'a'],
    ['__proto__', 'b'],
  ]);
  expect(Object.entries(headers)).toEqual([
    ['constructor', 'a'],
    ['__proto__', 'b'],
  ]);
});

test('a wire request has an upper-case method, a strict URL, and unchanged headers and body', () => {
  const headers = toHeaderMap([['x-a', 'b']]);
  const body = new Uint8Array([1]);
  const request = wireRequest('patch', 'https://Host/a b', headers, body);
  expect(request).toMatchObject({ method: 'PATCH', url: { href: 'https://host/a%20b' }, headers: { 'x-a': 'b' } });
  expect(request.body).toBe(body);
});

test.each(['', 'GET ', ' GET', 'GET\nX', 'GÉT', 'G(T'])('the method %j is rejected', (method) => {
  expect(() => wireRequest(method, 'https://host/', {}, undefined)).toThrow(
    new TypeError(`'${method}' is not a valid HTTP method.`),
  );
});

test("a method may be of all the characters of HTTP's tokens", () => {
  const method = "M-Search!#$%&'*+.^_`|~1";
  expect(wireRequest(method, 'https://host/', {}, undefined).method).toBe(method.toUpperCase());
});

test.each([
  ['https://host/', 'host'],
  ['https://host/', ' HOST '],
  ['https://host/', 'host:443'],
  ['http://host/', 'host:80'],
  ['https://host:8443/', 'host:8443'],
  ['http://host:443/', 'host:443'],
])('for %s the Host header %j is dropped, because the URL implies it', (url, host) => {
  expect(Object.keys(wireRequest('GET', url, { host, 'x-a': 'b' }, undefined).headers)).toEqual(['x-a']);
});

test.each([
  ['https://host/', 'other'],
  ['https://host/', ''],
  ['https://host/', 'host:80'],
  ['http://host/', 'host:443'],
  ['https://host/', 'host:4430'],
  ['http://host/', 'host:8080'],
  ['https://host/', 'host:443.other'],
  ['https://host/', 'ho:443st'],
  ['http://host/', 'ho:80st'],
])('for %s the Host header %j is refused', (url, host) => {
  const { host: named } = new URL(url);
  expect(() => wireRequest('GET', url, { host }, undefined)).toThrow(
    expect.objectContaining({
      name: 'UnsignableRequestError',
      code: 'malformed-header',
      message: `The Host header is not the URL's host, ${named}. Remove it.`,
    }),
  );
});
