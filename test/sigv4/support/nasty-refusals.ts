import type { Nasty, RefusalCode } from './nasty-types.js';

type Spoil = (request: Nasty) => Nasty;

/** Puts something before the query, and so at the end of the path. */
const inPath = (url: string, text: string): string => url.replace(/^([^?#]*\/\/[^/?#]*)([^?#]*)/, `$1$2/${text}`);
const inQuery = (url: string, text: string): string => {
  const [, front = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(url) ?? [];
  return `${front}?${text}${query && `&${query}`}`;
};

const url = (why: string, change: (url: string) => string, code: RefusalCode = 'malformed-url'): Spoil => {
  return (request) => ({
    ...request,
    at: { ...request.at, url: change(request.at.url) },
    refusal: { why, code },
  });
};
const header = (why: string, name: string, value: string, code: RefusalCode = 'malformed-header'): Spoil => {
  return (request) => ({ ...request, headers: [...request.headers, [name, value]], refusal: { why, code } });
};

/** Ways to spoil a request, each with the code of its refusal. */
export const REFUSALS: readonly Spoil[] = [
  url('user name and password', (text) => text.replace('//', '//user:p%40ss@')),
  url('empty userinfo', (text) => text.replace('//', '//@')),
  url('not UTF-8 in the path', (text) => inPath(text, '%FF')),
  url('half a UTF-8 sequence in the query', (text) => inQuery(text, 'a=%C3')),
  url('overlong UTF-8', (text) => inPath(text, '%C0%AF')),
  url('an encoded surrogate', (text) => inQuery(text, 'a=%ED%A0%80')),
  url('a lone surrogate in the path', (text) => inPath(text, '\ud83d')),
  url('a lone surrogate in the query', (text) => inQuery(text, '\ude00=1')),
  url('a backslash in the path', (text) => inPath(text, 'a\\b')),
  url('a tab', (text) => inQuery(text, 'a=\tb')),
  url('a line break', (text) => inPath(text, 'a\nb')),
  url('a relative URL', (text) => text.replace(/^\w+:\/\/[^/?#]*/, '/')),
  url('a port that is none', (text) => text.replace(/^(\w+:\/\/)[^/?#]*/, '$1example.com:99999')),
  url('__proto__ as a name', (text) => inQuery(text, '__proto__=1')),
  url('__proto__ as an encoded name', (text) => inQuery(text, '%5F_proto%5f_')),
  url('a presigned URL', (text) => inQuery(text, 'X-Amz-Signature=0'), 'already-signed'),
  url('a presigned URL in odd case', (text) => inQuery(text, 'x-amz-SIGNATURE'), 'already-signed'),
  header('an accent in a signed header', 'X-Amz-Meta-A', 'é'),
  header('an emoji in a signed header', 'if-match', 'a😀b'),
  header('a raw line break in a signed header', 'x-amz-meta-a', 'a\nb'),
  header('a control character in a signed header', 'X-Signed', 'a\u0000b'),
  header('another Host', 'Host', 'other.example'),
  header('a foreign Authorization', 'AUTHORIZATION', 'Bearer x', 'foreign-authorization'),
  header('an empty Authorization', 'authorization', '', 'foreign-authorization'),
  (request) => ({
    ...request,
    body: { kind: 'number', body: 42 },
    refusal: { why: 'a number as body', code: 'unsupported-body' },
  }),
  (request) => ({
    ...request,
    body: { kind: 'object', body: { a: 1 } },
    refusal: { why: 'a plain object as body', code: 'unsupported-body' },
  }),
  (request) => ({
    ...request,
    body: { kind: 'text', body: 'x' },
    service: 'lambda',
    payload: 'unsigned',
    refusal: { why: 'an unsigned payload for Lambda', code: 'unsigned-payload-refused' },
  }),
];
