import { expect, test } from 'vitest';
import { type Evidence, judge, mayBeRejection, needsBody, readError } from '../../src/core/rejection.js';

const verdict = (evidence: Partial<Evidence>) =>
  judge({ status: 403, errorType: null, text: '', isSkewed: false, unauthorizedIsRejection: false, ...evidence })
    ?.verdict;
const saying = (message: string, errorType: string | null = null) => ({ errorType, text: JSON.stringify({ message }) });

test.each([
  ['Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z', 'skewed'],
  ['Signature not yet current: 20260101T001000Z is still later than 20260101T000000Z', 'skewed'],
  ['SIGNATURE EXPIRED', 'skewed'],
  ['The security token included in the request is expired', 'expired'],
  ['The security token included in the request is invalid.', 'expired'],
  ['The Security Token has Expired', 'expired'],
  ['security token expired', 'expired'],
  [`The security token${' '.repeat(40)}expired`, 'expired'],
  [`The security token${' '.repeat(41)}expired`, 'unknown'],
  ['The security tokens of others have expired', 'unknown'],
  ['The security token is uninvalid', 'unknown'],
  ['User: x is not authorized to perform: execute-api:Invoke', 'denied'],
  ['Not Authorized to access foo on type Query', 'denied'],
  ['User is not authorized to access this resource with an explicit deny', 'denied'],
  ['Access is refused by an explicit deny in a policy', 'denied'],
  ['The request signature we calculated does not match the signature you provided.', 'malformed'],
  ['Signature does not match', 'malformed'],
  ["Credential should be scoped to a valid region, not 'eu-west-1'.", 'malformed'],
  ["Invalid key=value pair (missing equal-sign) in Authorization header: 'x'.", 'malformed'],
  ['Something else', 'unknown'],
])('the message "%s" means %s', (message, expected) => {
  expect(verdict(saying(message))).toBe(expected);
});

test.each([
  ['ExpiredToken', 'expired'],
  ['ExpiredTokenException', 'expired'],
  ['TokenRefreshRequired', 'expired'],
  ['UnrecognizedClientException', 'expired'],
  ['InvalidClientTokenId', 'expired'],
  ['RequestTimeTooSkewed', 'skewed'],
  ['RequestExpired', 'skewed'],
  ['RequestInTheFuture', 'skewed'],
  ['InvalidSignatureException', 'malformed'],
  ['SignatureDoesNotMatch', 'malformed'],
  ['IncompleteSignatureException', 'malformed'],
  ['MissingAuthenticationTokenException', 'malformed'],
  ['AuthorizationHeaderMalformed', 'malformed'],
  ['ForbiddenException', 'denied'],
  ['AccessDeniedException', 'unknown'],
])('the type %s means %s, and a type that only contains it does not', (errorType, expected) => {
  expect(verdict({ errorType })).toBe(expected);
  expect(verdict({ errorType: `My${errorType}` })).toBe('unknown');
});

test('the message takes precedence over the type', () => {
  expect(verdict(saying('The security token included in the request is invalid', 'ForbiddenException'))).toBe(
    'expired',
  );
  expect(verdict(saying('User is not authorized to perform this', 'ExpiredTokenException'))).toBe('denied');
});

test.each([
  ['a message of a mismatch', saying('The signature does not match the signature you provided')],
  ['another message of a mismatch', saying('Signature does not match')],
  ['InvalidSignatureException', { errorType: 'InvalidSignatureException' }],
  ['SignatureDoesNotMatch', { errorType: 'SignatureDoesNotMatch' }],
])('%s blames the clock if the skew is significant', (_, evidence) => {
  expect(verdict({ ...evidence, isSkewed: false })).toBe('malformed');
  expect(verdict({ ...evidence, isSkewed: true })).toBe('skewed');
});

test.each([
  ['ExpiredToken', 'expired'],
  ['IncompleteSignature', 'malformed'],
  ['Forbidden', 'denied'],
  ['Whatever', 'unknown'],
])('%s means %s however wrong the clock is', (errorType, expected) => {
  expect(verdict({ errorType, isSkewed: true })).toBe(expected);
});

test.each([
  [403, true],
  [401, true],
  [400, true],
  [429, true],
  [200, false],
  [402, false],
  [404, false],
  [500, false],
  [0, false],
])('whether %d may be a rejection: %s', (status, expected) => {
  expect(mayBeRejection(status)).toBe(expected);
});

test('a response with another status is not a rejection, whatever it says', () => {
  expect(verdict({ status: 404, errorType: 'ExpiredToken' })).toBeUndefined();
  expect(verdict({ status: 500, errorType: 'ExpiredToken' })).toBeUndefined();
});

test('a 429 is throttled, whatever its body says', () => {
  expect(
    judge({ ...saying('Signature expired', 'X'), status: 429, isSkewed: true, unauthorizedIsRejection: true }),
  ).toEqual({ verdict: 'throttled', code: 'X', message: 'Signature expired' });
});

test('a 400 or 401 without a reason is the application’s own, except a 401 from a token authorizer', () => {
  expect(verdict({ status: 400 })).toBeUndefined();
  expect(verdict({ status: 400, unauthorizedIsRejection: true })).toBeUndefined();
  expect(verdict({ status: 401 })).toBeUndefined();
  expect(verdict({ status: 401, unauthorizedIsRejection: true })).toBe('unknown');
  expect(verdict({ status: 403 })).toBe('unknown');
});

test.each([400, 401])('a %d with a known reason is a rejection', (status) => {
  expect(verdict({ status, errorType: 'ExpiredTokenException' })).toBe('expired');
});

test('the verdict includes the type and the message', () => {
  const evidence = { status: 403, isSkewed: false, unauthorizedIsRejection: false };
  expect(judge({ ...evidence, ...saying('Not allowed', 'AccessDenied') })).toEqual({
    verdict: 'unknown',
    code: 'AccessDenied',
    message: 'Not allowed',
  });
  expect(judge({ ...evidence, errorType: null, text: '' })).toEqual({ verdict: 'unknown' });
});

test.each([
  ['ExpiredTokenException', 'ExpiredTokenException'],
  ['ExpiredTokenException:http://internal.amazon.com/coral/', 'ExpiredTokenException'],
  ['com.amazon.coral.service#ExpiredTokenException', 'ExpiredTokenException'],
  ['com.amazon#a#ExpiredTokenException:http://x#y', 'ExpiredTokenException'],
  [' ExpiredTokenException ', 'ExpiredTokenException'],
])('the header "%s" names the type %s', (header, code) => {
  expect(readError(header, '')).toEqual({ code });
});

test.each([
  ['{"__type":"A","x":1}', 'A'],
  ['{"errorType":"A"}', 'A'],
  ['{"code":"A"}', 'A'],
  ['{ "code" : "A b" }', 'A b'],
  ['{"code"\n:\t"A"}', 'A'],
  ['<Error><Code>A b</Code></Error>', 'A b'],
  ['<Error><Code>Cut', 'Cut'],
  ['{"__type":"aws#Cut', 'Cut'],
])('the body %s names the type %s', (text, code) => {
  expect(readError(null, text)).toEqual({ code });
});

test('the header takes precedence over the body, unless it is empty', () => {
  expect(readError('A', '{"__type":"B"}')).toEqual({ code: 'A' });
  expect(readError('', '{"__type":"B"}')).toEqual({ code: 'B' });
});

test.each([
  ['{"message":"A b"}', 'A b'],
  ['{"Message":"A"}', 'A'],
  ['{"errorMessage":"A"}', 'A'],
  ['{ "message" : "A" }', 'A'],
  ['{"message"\n\t:\n\t"A"}', 'A'],
  ['{"message":"cut off', 'cut off'],
  ['<Error><Message>A b</Message></Error>', 'A b'],
  ['<Error><Message>cut off', 'cut off'],
  [String.raw`{"message":"a \"quoted\" word"}`, 'a "quoted" word'],
  [String.raw`{"message":"two\nlines"}`, 'two\nlines'],
  [String.raw`{"message":"\u00e9\u00C9t\u00e9 \/ \\ \N"}`, 'éÉté / \\ N'],
])('the body %s carries the message %s', (text, message) => {
  expect(readError(null, text)).toEqual({ message });
});

test.each(['', 'plain text', '{"message":""}', '<Message></Message>', '{"message":null}', '{"code":"","message":""}'])(
  'the body "%s" names neither type nor message',
  (text) => {
    expect(readError(null, text)).toEqual({});
  },
);

test('the body of a 403 or 401 is always needed, and that of a 400 only if the header leaves the cause open', () => {
  for (const status of [401, 403]) expect(needsBody(status, 'ExpiredTokenException')).toBe(true);
  expect(needsBody(429, null)).toBe(false);
  expect(needsBody(400, null)).toBe(true);
  expect(needsBody(400, 'BadRequestException:http://x')).toBe(true);
  expect(needsBody(400, 'NotABadRequest')).toBe(false);
  expect(needsBody(400, 'ValidationException')).toBe(false);
});
