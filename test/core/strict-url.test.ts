import { expect, test } from 'vitest';
import { encodeStrictly, formatQuery, parseStrictUrl } from '../../src/core/strict-url.js';

const href = (url: string) => parseStrictUrl(url).href;
const refusal = (url: string) => {
  try {
    return parseStrictUrl(url);
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    return `${name} ${code}: ${message}`;
  }
};

test('a URL is split into the parts that are signed', () => {
  expect(parseStrictUrl('HTTPS://API.Example.com:443/a b?x=1&y=ä+%2B#hash')).toEqual({
    protocol: 'https:',
    host: 'api.example.com',
    path: '/a%20b',
    query: [
      ['x', '1'],
      ['y', 'ä +'],
    ],
    href: 'https://api.example.com/a%20b?x=1&y=%C3%A4%20%2B',
  });
});

test.each([
  ['https://host', 'https://host/'],
  ['https://host?a', 'https://host/?a='],
  ['https://host#hash', 'https://host/'],
  ['https://host/#a?b', 'https://host/'],
  ['https://host/?', 'https://host/'],
  ['https://host/a?b?c', 'https://host/a?b%3Fc='],
  ['  https://host/a  ', 'https://host/a'],
  ['https://host/a  b', 'https://host/a%20%20b'],
  ['https://host/a\u00A0', 'https://host/a%C2%A0'],
  ['https://host/a/../b/./c//d', 'https://host/a/../b/./c//d'],
  ['https://host/a b/c', 'https://host/a%20b/c'],
  ['https://host/a%2Fb/c%20d%7e', 'https://host/a%2Fb/c%20d~'],
  ["https://host/!'()*", 'https://host/%21%27%28%29%2A'],
  ['https://host/100%', 'https://host/100%25'],
  ['https://host/100%/%zz%4', 'https://host/100%25/%25zz%254'],
  ['https://host/%c3%A4', 'https://host/%C3%A4'],
  ['https://host/a:b@c;d=e', 'https://host/a%3Ab%40c%3Bd%3De'],
  ['https://host/-_.~/AZaz09', 'https://host/-_.~/AZaz09'],
  ['https://host/?a=b=c', 'https://host/?a=b%3Dc'],
  ['https://host/?a=1&&b=2&', 'https://host/?a=1&b=2'],
  ['https://host/?&', 'https://host/'],
  ['https://host/?=v', 'https://host/?=v'],
  ['https://host/?a+b=c+d+e', 'https://host/?a%20b=c%20d%20e'],
  ['https://host/?a=1\u2028x', 'https://host/?a=1%E2%80%A8x'],
  ['https://host/?b=2&a=1&b=1', 'https://host/?b=2&a=1&b=1'],
  ['https://host/?a=\\', 'https://host/?a=%5C'],
  ['https://host:8443/', 'https://host:8443/'],
  ['https://host:443/', 'https://host/'],
  ['http://host:80/', 'http://host/'],
  ['http://host:443/', 'http://host:443/'],
  ['http://[::1]:3000/a', 'http://[::1]:3000/a'],
  ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
  ['wss://host/a', 'wss://host/a'],
  ['s3+v4.a-b://host/a', 's3+v4.a-b://host/a'],
])('%j is sent as %s', (url, expected) => {
  expect(href(url)).toBe(expected);
});

test('encoding an encoded URL changes nothing', () => {
  const once = href("https://host/ä !'()*%/x?ö=ü !&%=%");
  expect(href(once)).toBe(once);
});

const MALFORMED = 'UnsignableRequestError malformed-url: The URL cannot be signed: ';
test.each([
  ['/path', 'it is not absolute (https://host/…).'],
  ['', 'it is not absolute (https://host/…).'],
  ['//host/path', 'it is not absolute (https://host/…).'],
  ['see https://host/', 'it is not absolute (https://host/…).'],
  ['1http://host/', 'it is not absolute (https://host/…).'],
  ['https:host', 'it is not absolute (https://host/…).'],
  ['https://host/a\\b', 'it contains a backslash, tab or line break; encode it.'],
  ['https://host\\a', 'it contains a backslash, tab or line break; encode it.'],
  ['https://host/a\tb', 'it contains a backslash, tab or line break; encode it.'],
  ['https://host/?a=\rb', 'it contains a backslash, tab or line break; encode it.'],
  ['https://host/?a=b\n', 'it contains a backslash, tab or line break; encode it.'],
  ['https://user@host/', 'it contains a user name or password; remove them.'],
  ['https://user:password@host/', 'it contains a user name or password; remove them.'],
  ['https://ho st/', 'its host is not valid.'],
  ['https:///path', 'its host is not valid.'],
  ['https://host:99999/', 'its host is not valid.'],
  ['https://host/%FF', 'its percent-encoding is not valid UTF-8; use encodeURIComponent.'],
  ['https://host/?a=%C3', 'its percent-encoding is not valid UTF-8; use encodeURIComponent.'],
  ['https://host/?%C3=a', 'its percent-encoding is not valid UTF-8; use encodeURIComponent.'],
  ['https://host/\uD800', 'its percent-encoding is not valid UTF-8; use encodeURIComponent.'],
])('%j is refused: %s', (url, why) => {
  expect(refusal(url)).toBe(`${MALFORMED}${why}`);
});

test('an @ in the path or the query is not a user name', () => {
  expect(href('https://host/@a?b=@c')).toBe('https://host/%40a?b=%40c');
});

test('all but the unreserved characters are encoded, in upper-case hexadecimal', () => {
  expect(encodeStrictly('AZaz09-_.~')).toBe('AZaz09-_.~');
  expect(encodeStrictly("a b!'()*/ä%")).toBe('a%20b%21%27%28%29%2A%2F%C3%A4%25');
  expect(encodeStrictly('')).toBe('');
});

test('pairs become a query in the same order', () => {
  expect(formatQuery([])).toBe('');
  expect(
    formatQuery([
      ['b', 'x y'],
      ['a&', '='],
    ]),
  ).toBe('b=x%20y&a%26=%3D');
});
