import { afterEach, expect, test, vi } from 'vitest';
import { compileOrigins, isLoopback, parseOrigin, requireSecure, resolveUrl } from '../../src/core/scope.js';

afterEach(() => vi.unstubAllGlobals());

test.each([
  'localhost',
  'localhost:3000',
  'api.localhost',
  'a.b.localhost:1',
  '127.0.0.1',
  '127.10.200.30:8080',
  '[::1]',
  '[::1]:443',
])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  'localhost.example.com',
  'mylocalhost',
  '.localhost',
  'localhost:',
  'localhost:a',
  'localhost:3000.example.com',
  '127.0.0',
  '127.0.0.1.example.com',
  '127.0.0.0.1',
  '127.a.0.1',
  '10.127.0.0.1',
  '[::1].example.com',
  'x[::1]',
  'example.com',
])('%s is another machine', (host) => {
  expect(isLoopback(host)).toBe(false);
});

test.each([
  ['https://host/path?a', 'https://host'],
  ['https://HOST:443', 'https://host'],
  [new URL('http://host:8080/a'), 'http://host:8080'],
  ['/path', undefined],
  ['', undefined],
  [undefined, undefined],
  [null, undefined],
  [{ href: 'https://host' }, undefined],
  [{ toString: (): string => 'https://host' }, undefined],
])('the origin of %s is %s', (url, origin) => {
  expect(parseOrigin(url)).toBe(origin);
});

test('a relative URL cannot be resolved without a page', () => {
  expect(resolveUrl('https://host/a')?.href).toBe('https://host/a');
  expect(resolveUrl('/a')).toBeUndefined();
});

test("a relative URL is resolved against the page's base, and else against its address", () => {
  vi.stubGlobal('location', { href: 'https://worker.example/scripts/worker.js' });
  expect(resolveUrl('a')?.href).toBe('https://worker.example/scripts/a');
  vi.stubGlobal('document', { baseURI: 'https://page.example/base/' });
  expect(resolveUrl('a')?.href).toBe('https://page.example/base/a');
});

test('an origin is matched exactly', () => {
  const matches = compileOrigins('https://host/');
  expect(matches(new URL('https://host/a'))).toBe('named');
  expect(matches(new URL('https://host:8443/a'))).toBe(false);
  expect(matches(new URL('http://host/a'))).toBe(false);
  expect(matches(new URL('https://host.evil.example/a'))).toBe(false);
});

test('a pattern must match the whole origin', () => {
  const matches = compileOrigins(/https:\/\/\w+\.example/);
  expect(matches(new URL('https://a.example/b'))).toBe('recognised');
  expect(matches(new URL('https://a.example.evil.test/'))).toBe(false);
  expect(matches(new URL('https://evil.test/https://a.example'))).toBe(false);
});

test.each(['g', 'y', 'gy'])('a pattern with the flags %s matches every time', (flags) => {
  const matches = compileOrigins(new RegExp('https://host', flags));
  for (const time of [1, 2, 3]) expect([time, matches(new URL('https://host/'))]).toEqual([time, 'recognised']);
});

test("a pattern keeps its flag i, and the app's own RegExp keeps its position", () => {
  const pattern = /HTTPS:\/\/HOST/gi;
  expect(compileOrigins(pattern)(new URL('https://host/'))).toBe('recognised');
  expect(pattern.lastIndex).toBe(0);
});

test('a predicate gets the URL', () => {
  const matches = compileOrigins((url) => url.pathname === '/signed');
  expect(matches(new URL('https://host/signed'))).toBe('recognised');
  expect(matches(new URL('https://host/other'))).toBe(false);
});

test('one matching rule is enough, and no rules match nothing', () => {
  const matches = compileOrigins(['https://one.example', /https:\/\/two\.example/]);
  expect(matches(new URL('https://one.example/'))).toBe('named');
  expect(matches(new URL('https://two.example/'))).toBe('recognised');
  expect(matches(new URL('https://three.example/'))).toBe(false);
  expect(compileOrigins([])(new URL('https://one.example/'))).toBe(false);
});

test('a named origin counts as named, whatever other rules match it', () => {
  const named = new URL('https://one.example/');
  expect(compileOrigins([/https:.*/, 'https://one.example', () => true])(named)).toBe('named');
  expect(compileOrigins([() => true, 'https://two.example'])(named)).toBe('recognised');
});

test.each(['host', '/path', '', 'data:text/plain,a', 'ftp://host', 'https://user:pass@host', 1 as never])(
  '%j is no origin',
  (rule) => {
    expect(() => compileOrigins(rule)).toThrow(
      new TypeError(`origins: ${JSON.stringify(rule)} is not an origin such as https://host.`),
    );
  },
);

test.each<[string | URL, string]>([
  [
    'https://*.example.com',
    'origins: "https://*.example.com" has a wildcard. Pass a RegExp, such as /https:\\/\\/[^.]+\\.example\\.com/.',
  ],
  [
    'https://{stage}.example.com',
    'origins: "https://{stage}.example.com" has a wildcard. Pass a RegExp, such as /https:\\/\\/[^.]+\\.example\\.com/.',
  ],
  ['*', 'origins: "*" has a wildcard. Pass a RegExp, such as /https:\\/\\/[^.]+\\.example\\.com/.'],
  [
    'https://api.example.com/v1',
    'origins: "https://api.example.com/v1" has a path. Pass \'https://api.example.com\', or a function (url) => boolean to test the path.',
  ],
  [
    new URL('https://api.example.com/?v=1'),
    'origins: "https://api.example.com/?v=1" has a path. Pass \'https://api.example.com\', or a function (url) => boolean to test the path.',
  ],
])('%s would match something other than it says, and is rejected', (rule, message) => {
  expect(() => compileOrigins(rule as string)).toThrow(new TypeError(message));
});

test.each([
  ['https:', 'example.com'],
  ['wss:', 'example.com'],
  ['http:', 'localhost:3000'],
  ['ws:', '127.0.0.1'],
])('credentials may be sent to %s//%s', (protocol, host) => {
  expect(() => requireSecure({ protocol, host })).not.toThrow();
});

test.each([
  ['http:', 'example.com'],
  ['ws:', 'example.com'],
  ['ftp:', 'localhost'],
])('credentials may not be sent to %s//%s', (protocol, host) => {
  expect(() => requireSecure({ protocol, host })).toThrow(
    expect.objectContaining({
      name: 'UnsignableRequestError',
      code: 'insecure-origin',
      message: `${protocol}//${host} is in scope but not encrypted. Use https (http is signed for loopback hosts only).`,
    }),
  );
});

test('a function that returns a promise is an error', () => {
  const covers = compileOrigins((async () => false) as never);
  expect(() => covers(new URL('https://evil.example/'))).toThrow('origins: the function must return true or false');
});
