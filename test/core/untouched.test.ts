import { expect, test } from 'vitest';
import { createEmitter } from '../../src/core/events.js';
import { createScope, type ScopeParts, type UntouchedAnswer } from '../../src/core/untouched.js';

const URL_OUT = new URL('https://api.example.com/items?token=abc#part');
const EXPLAINED = 'https://api.example.com is out of scope, so calls to it are not signed. Add it.';

const setUp = (parts: Partial<ScopeParts> = {}) => {
  const emitter = createEmitter();
  const scope = createScope({ covers: () => false, scopeAdvice: 'Add it.', ...parts }, emitter);
  const explain = (answer: Partial<UntouchedAnswer>): string | undefined => {
    const error = scope.explainUntouched(URL_OUT, { status: 403, errorType: null, text: '', ...answer });
    return error && `${error.code}: ${error.message}`;
  };
  return { emitter, scope, explain };
};
const saying = (message: string): string => JSON.stringify({ message });

test.each([
  'Missing Authentication Token',
  'MissingAuthenticationToken',
  'Request is missing authentication token',
  'Missing Authorization Header',
  'missingAuthorizationHeader',
  'MissingAuthentication Token',
  'Valid authorization header not provided.',
])('a refusal that says "%s" is explained: the call was out of scope', (message) => {
  expect(setUp().explain({ text: saying(message) })).toBe(`out-of-scope: ${EXPLAINED}`);
});

test.each<[Partial<UntouchedAnswer>]>([
  [{ errorType: 'MissingAuthenticationTokenException' }],
  [{ text: '<Error><Code>MissingAuthenticationToken</Code></Error>' }],
  [{ text: saying('Missing Authentication Token'), errorType: 'Other' }],
  [{ text: saying('Missing Authentication Token'), status: 400 }],
  [{ text: saying('Missing Authentication Token'), status: 401 }],
])('one of its type or its message is enough, of each status of a refusal: %o', (answer) => {
  expect(setUp().explain(answer)).toBe(`out-of-scope: ${EXPLAINED}`);
});

test.each<[Partial<UntouchedAnswer>]>([
  [{}],
  [{ text: saying('Forbidden'), errorType: 'ForbiddenException' }],
  [{ text: saying('Invalid authorization') }],
  [{ text: saying('Missing Authentication Token'), status: 404 }],
  [{ text: saying('Missing Authentication Token'), status: 200 }],
])('another response is not explained: %o', (answer) => {
  expect(setUp().explain(answer)).toBeUndefined();
});

test('a URL that is never in scope is not explained, not covered and not reported', () => {
  const { emitter, scope, explain } = setUp({ isExempt: ({ host }) => host === URL_OUT.host, covers: () => 'named' });
  const told: unknown[] = [];
  emitter.on('untouched', (payload) => told.push(payload));
  expect(explain({ text: saying('Missing Authentication Token') })).toBeUndefined();
  expect(scope.covers(URL_OUT, undefined, 'get')).toBe(false);
  expect(told).toEqual([]);
  expect(scope.covers(new URL('https://other.example.com/'), undefined, 'get')).toBe('named');
});

test('a call out of scope is reported, once per origin, without secrets', () => {
  const { emitter, scope } = setUp();
  scope.covers(URL_OUT, undefined, 'get');
  const told: unknown[] = [];
  emitter.on('untouched', (payload) => told.push(payload));
  for (const path of ['/a', '/b']) scope.covers(new URL(path, 'wss://other.example.com'), undefined, 'get');
  expect(scope.covers(URL_OUT, undefined, 'post')).toBe(false);
  expect(told).toEqual([
    {
      origin: 'wss://other.example.com',
      method: 'GET',
      url: 'wss://other.example.com/a',
      message: 'wss://other.example.com is out of scope, so calls to it are not signed. Add it.',
    },
    {
      origin: 'https://api.example.com',
      method: 'POST',
      url: 'https://api.example.com/items?token=[redacted]',
      message: EXPLAINED,
    },
  ]);
});

test('at most a thousand origins are reported', () => {
  const { emitter, scope } = setUp();
  let told = 0;
  emitter.on('untouched', () => told++);
  for (let number = 0; number < 1010; number++) scope.covers(new URL(`http://h${number}.example`), undefined, 'GET');
  expect(told).toBe(1000);
});

test('what is in scope is not reported, and neither is what has no server', () => {
  const { emitter, scope } = setUp({ covers: ({ protocol }) => (protocol === 'https:' ? 'named' : false) });
  const told: unknown[] = [];
  emitter.on('untouched', (payload) => told.push(payload));
  expect(scope.covers(URL_OUT, undefined, 'GET')).toBe('named');
  for (const url of ['data:text/plain,a', 'blob:https://api.example.com/1', 'xhttp://h.example/'])
    expect(scope.covers(new URL(url), undefined, 'GET')).toBe(false);
  expect(told).toEqual([]);
});
