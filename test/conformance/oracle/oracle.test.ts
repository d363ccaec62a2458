import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { judge, type ServerRules, type WireRequest } from './oracle.js';

// The examples of "Authenticating Requests: Using the Authorization Header" and "… Using Query Parameters".
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const EMPTY = createHash('sha256').digest('hex');
const CREDENTIAL = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
const none = new Uint8Array();

const inHeaders: ServerRules = { secretAccessKey, mode: 'header', style: 's3' };
const inQuery: ServerRules = { secretAccessKey, mode: 'query', style: 's3' };

const signed = (signedHeaders: string, signature = '0'.repeat(64), credential = CREDENTIAL) =>
  [
    'Authorization',
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  ] as const;

const get = (url: string, ...headers: (readonly [string, string])[]): WireRequest => ({
  method: 'GET',
  url,
  headers: [
    ['x-amz-date', '20130524T000000Z'],
    ['x-amz-content-sha256', EMPTY],
    ...(headers.some(([name]) => /^authorization$/i.test(name))
      ? []
      : [signed('host;x-amz-content-sha256;x-amz-date')]),
    ...headers,
  ],
  body: none,
});

const presigned = (changes: Record<string, string> = {}): string => {
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': CREDENTIAL,
    'X-Amz-Date': '20130524T000000Z',
    'X-Amz-Expires': '86400',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    ...changes,
  };
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `https://examplebucket.s3.amazonaws.com/test.txt?${pairs.join('&')}`;
};

test.each([
  [
    'GET with a range',
    {
      ...get(
        'https://examplebucket.s3.amazonaws.com/test.txt',
        ['Range', 'bytes=0-9'],
        signed('host;range;x-amz-content-sha256;x-amz-date'),
      ),
    },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT with a date and a storage class',
    {
      method: 'PUT',
      url: 'https://examplebucket.s3.amazonaws.com/test%24file.text',
      headers: [
        ['Date', 'Fri, 24 May 2013 00:00:00 GMT'],
        ['x-amz-date', '20130524T000000Z'],
        ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
        ['x-amz-content-sha256', '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072'],
        signed('date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class'),
      ],
      body: Buffer.from('Welcome to Amazon S3.'),
    },
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET of a subresource without a value',
    get('https://examplebucket.s3.amazonaws.com/?lifecycle='),
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'GET of a list',
    get('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'),
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
] satisfies [string, WireRequest, string][])(
  "computes the S3 documentation's signature of %s",
  (_, request, signature) => {
    expect(judge(request, inHeaders).signature).toBe(signature);
  },
);

test("computes the S3 documentation's signature of a presigned URL", () => {
  const { signature, claimed } = judge({ method: 'GET', url: presigned(), headers: [], body: none }, inQuery);
  expect(signature).toBe(claimed.signature);
});

test('encodes paths twice and removes dots and empty segments, but for S3', () => {
  const path = (style: 's3' | 'other', written: string) =>
    judge(get(`https://example.com${written}`), { ...inHeaders, style }).canonicalRequest.split('\n')[1];
  expect(path('other', '/a%20b//./c%2Fd/../e/')).toBe('/a%2520b/e/');
  expect(path('s3', '/a%20b//./c%2Fd/../e/')).toBe('/a%20b//./c%2Fd/../e/');
  expect(path('other', '/a/..')).toBe('/');
  expect(path('other', '/a/b/..')).toBe('/a');
  expect(path('other', '/../..//')).toBe('/');
  expect(path('other', '')).toBe('/');
});

test('sorts the query by encoded name, then by encoded value', () => {
  const { canonicalRequest } = judge(get('https://example.com/?b=1&a=2&a-b=0&a=1&a=%C3%A9&=x&A=&%C3%A9=1'), inHeaders);
  expect(canonicalRequest.split('\n')[2]).toBe('=x&%C3%A9=1&A=&a=%C3%A9&a=1&a=2&a-b=0&b=1');
});

test('joins repeated headers in their order and collapses white space, tabs and folded lines', () => {
  const { canonicalRequest } = judge(
    get(
      'https://example.com/',
      ['X-Amz-Meta-A', '  b \t c  '],
      ['x-amz-meta-a', ''],
      ['x-amz-meta-a', '"a\n   b"'],
      signed('host;x-amz-content-sha256;x-amz-date;x-amz-meta-a'),
    ),
    inHeaders,
  );
  expect(canonicalRequest).toContain('\nx-amz-meta-a:b c,,"a b"\n');
});

test.each([
  ['a raw plus sign', 'https://example.com/?a=b+c'],
  ['a raw space', 'https://example.com/a b'],
  ['a raw letter that is not ASCII', 'https://example.com/é'],
  ['lower-case hexadecimal digits', 'https://example.com/%c3%a9'],
  ['an encoded unreserved character', 'https://example.com/%7E'],
  ['a lone percent sign', 'https://example.com/100%'],
  ['a raw sub-delimiter', "https://example.com/it's"],
  ['a name without an equals sign', 'https://example.com/?acl'],
  ['an empty piece of a query', 'https://example.com/?a=1&&b=2'],
  ['a raw equals sign in a value', 'https://example.com/?a=b=c'],
  ['an empty query', 'https://example.com/?'],
  ['a fragment', 'https://example.com/#a'],
  ['userinfo', 'https://u:p@example.com/'],
  ['an upper-case host', 'https://EXAMPLE.com/'],
  ['a host that is not ASCII', 'https://bücher.example/'],
  ['a relative URL', '/a'],
])('refuses a URL with %s', (_, url) => {
  expect(() => judge(get(url), inHeaders)).toThrow(expect.objectContaining({ name: 'Refusal' }));
});

const url = 'https://example.com/';
const body = Buffer.from('x');

test.each<[string, WireRequest, Partial<ServerRules>, RegExp]>([
  ['host that is not signed', get(url, signed('x-amz-content-sha256;x-amz-date')), {}, /host is not signed/],
  ['an x-amz-* header that is not signed', get(url, ['X-Amz-Meta-A', '1']), {}, /x-amz-meta-a is not signed/],
  ['a content type that is not signed', get(url, ['Content-Type', 'a/b']), {}, /content-type is not signed/],
  ['a signed header that is not there', get(url, signed('a;host;x-amz-content-sha256;x-amz-date')), {}, /not in the/],
  ['signed headers out of order', get(url, signed('x-amz-date;host;x-amz-content-sha256')), {}, /not sorted/],
  ['no authorization', { ...get(url), headers: [] }, {}, /no Authorization/],
  ['a scope of another day', get(url, signed('host', undefined, 'A/20130525/r/s/aws4_request')), {}, /scope's date/],
  ['a body that is not the hashed one', { ...get(url), body }, {}, /not the hash/],
  ['another Host header', get(url, ['Host', 'example.org']), {}, /not the URL's host/],
  ['a method in lower case', { ...get(url), method: 'get' }, {}, /upper case/],
  ['a signed payload where none is taken', get(url), { contentHash: 'unsigned' }, /not UNSIGNED-PAYLOAD/],
  [
    'a signed token that should be appended',
    get(url, ['x-amz-security-token', 't'], signed('host;x-amz-content-sha256;x-amz-date;x-amz-security-token')),
    { sessionToken: 'appended' },
    /should be appended/,
  ],
])('refuses %s', (_, request, rules, reason) => {
  expect(() => judge(request, { ...inHeaders, ...rules })).toThrow(reason);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['an expiry of more than a week', { 'X-Amz-Expires': '604801' }, /604800/],
  ['another algorithm', { 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' }, /X-Amz-Algorithm/],
  ['a date of another form', { 'X-Amz-Date': '2013-05-24T00:00:00Z' }, /YYYYMMDD/],
  ['a cut signature', { 'X-Amz-Signature': 'abc' }, /64/],
])('refuses a presigned URL with %s', (_, changes, reason) => {
  expect(() => judge({ method: 'GET', url: presigned(changes), headers: [], body: none }, inQuery)).toThrow(reason);
});

test('refuses a presigned URL that comes with an Authorization header or an unsigned x-amz-* header', () => {
  const request = { method: 'GET', url: presigned(), body: none };
  expect(() => judge({ ...request, headers: [signed('host')] }, inQuery)).toThrow(/as well/);
  expect(() => judge({ ...request, headers: [['x-amz-acl', 'private']] }, inQuery)).toThrow(/not signed/);
});

test('hashes the body of presigned URLs, but for S3 and for services that take it unsigned only', () => {
  const hash = (rules: Partial<ServerRules>) =>
    judge({ method: 'PUT', url: presigned(), headers: [], body }, { ...inQuery, ...rules })
      .canonicalRequest.split('\n')
      .at(-1);
  expect(hash({})).toBe('UNSIGNED-PAYLOAD');
  expect(hash({ style: 'other' })).toBe(createHash('sha256').update(body).digest('hex'));
  expect(hash({ style: 'other', contentHash: 'unsigned' })).toBe('UNSIGNED-PAYLOAD');
});
