import { expect, test } from 'vitest';
import { containsAnySecret, isSecretName, redactCode, redactMessage, redactUrl } from '../../src/core/redact.js';

test.each([
  ['https://host/path?a=1&b=2', 'https://host/path?a=1&b=2'],
  ['https://host/path#access_token=1\nmore', 'https://host/path'],
  ['https://user:password@host/a@b', 'https://host/a@b'],
  ['HTTPS://user@host/', 'HTTPS://host/'],
  ['s3+v4.a-b://user:password@host/', 's3+v4.a-b://host/'],
  ['https://us@er@host/', 'https://host/'],
  ['https://host?mail=a@b', 'https://host?mail=a@b'],
  ['https://host#a@b', 'https://host'],
  ['mail to https://user@host/', 'mail to https://user@host/'],
  ['https://host/?X-Amz-Credential=a/b&z=1', 'https://host/?X-Amz-Credential=[redacted]&z=1'],
  ['https://host/?z=1&X-Amz-Signature=ab', 'https://host/?z=1&X-Amz-Signature=[redacted]'],
  ['https://host/?x-amz-=ab&x-amz-date=', 'https://host/?x-amz-=[redacted]&x-amz-date=[redacted]'],
  ['https://host/?id_token=a=b&Signature=c', 'https://host/?id_token=[redacted]&Signature=[redacted]'],
  ['https://host/?token=a&my-signature=c', 'https://host/?token=[redacted]&my-signature=[redacted]'],
  ['https://host/?x-amz-flag&a=1', 'https://host/?x-amz-flag&a=1'],
  ['https://host/?tokens=1&a=token=1', 'https://host/?tokens=1&a=token=1'],
  ['https://host/?%63ode=1&client%5Fsecret=2', 'https://host/?%63ode=[redacted]&client%5Fsecret=[redacted]'],
  ['https://host/?a=1;token=2&b=3', 'https://host/?a=[redacted]&b=3'],
  ['https://host/?a?code=1', 'https://host/?a?code=[redacted]'],
  ['https://host/?password=a?b&c=d', 'https://host/?password=[redacted]&c=d'],
  ['https://host/?next=https%3A%2F%2Fapp%2F%3Fcode%3D1&b=3', 'https://host/?next=[redacted]&b=3'],
  ['https://host/?next=https%3A%2F%2Fapp%2F%3Fpage%3D1', 'https://host/?next=https%3A%2F%2Fapp%2F%3Fpage%3D1'],
  ['https://host/?next=%3Fpage%3D1%26code%3D1', 'https://host/?next=[redacted]'],
  ['https://host/verify/eyJhbGciOi.eyJzdWIi.c2ln?a=1', 'https://host/verify/[redacted]?a=1'],
  ['https://host/?code=%E0%A4%A&%E0%A4%A=1', 'https://host/?code=[redacted]&%E0%A4%A=1'],
])('%s is shown as %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});

test('a message is shown without secrets, wherever they are', () => {
  expect(redactMessage('The token SECRET12 is bad: SECRET12', ['SECRET12'])).toBe(
    'The token [redacted] is bad: [redacted]',
  );
  expect(redactMessage('ONE-LONG and TWO-LONG', ['ONE-LONG', undefined, '', 'TWO-LONG'])).toBe(
    '[redacted] and [redacted]',
  );
});

test.each([
  'client_secret password Password api_key apikey x-api-key key code access_token id_token refresh_token token secret',
  'sig signature X-Amz-Security-Token auth Authorization state nonce session cookie set-cookie clientSecret user[password]',
  'code_verifier device_code mfaCode client_assertion SAMLResponse otp pin passcode credential AWSSecretKey jwt',
])('the value of each of %s is hidden', (names) => {
  for (const name of names.split(' ')) expect([name, isSecretName(name)]).toEqual([name, true]);
});

test.each([
  'page limit q query name id user username email country_code zipcode status_code sort_key partitionKey next-token-count',
  'keys tokens authors states design signal passenger encode sessions_total x-amz-date content-type host range',
])('the value of none of %s is hidden', (names) => {
  for (const name of names.split(' ')) expect([name, isSecretName(name)]).toEqual([name, false]);
});

test('a secret of fewer than eight characters is hidden only as a separate word, because it may occur by chance', () => {
  expect(redactMessage('is 1234567 a secret?', ['1234567'])).toBe('is [redacted] a secret?');
  expect(redactMessage('is it (123456), 123456.', ['123456'])).toBe('is it [redacted] [redacted]');
  expect(redactMessage('is a1234567 or 12345678 a secret?', ['1234567'])).toBe('is a1234567 or 12345678 a secret?');
  expect(redactMessage('is 12345 a secret?', ['12345'])).toBe('is 12345 a secret?');
  expect(redactMessage('is 12345678 a secret?', ['12345678'])).toBe('is [redacted] a secret?');
  expect(redactMessage('is a12345678 a secret?', ['12345678'])).toBe('is a[redacted] a secret?');
});

test.each([
  ['percent-encoded', encodeURIComponent('a+b/c==defgh')],
  ['percent-encoded in lower case', 'a%2bb%2fc%3d%3ddefgh'],
  ['in base64', btoa('a+b/c==defgh')],
  ['in base64url, among others', btoa('user??>:a+b/c==defgh').replace(/[+/]/g, '_').replace(/=/g, '')],
])('a message is shown without a secret that it contains %s', (_, echo) => {
  expect(redactMessage(`what is ${echo} here?`, ['a+b/c==defgh'])).toBe('what is [redacted] here?');
  expect(redactMessage(`what is "${echo}" here?`, ['a+b/c==defgh'])).toBe('what is "[redacted]" here?');
});

const TOKEN = 'AgoJb3Jp/Z2luX2VjEDka+CWV1LXdlc3QtMSJH==';

test.each<[string, string]>([
  ['as it is', TOKEN],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(TOKEN))],
  ['escaped for HTML', TOKEN.replace(/[/+=]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`)],
  ['escaped for HTML by numbers', TOKEN.replace(/[/+=]/g, (character) => `&#${character.charCodeAt(0)};`)],
  ['escaped for JSON', TOKEN.replaceAll('/', '\\/').replaceAll('+', '\\u002b')],
  ['decoded as a form is', TOKEN.replaceAll('+', ' ')],
  ['in base64url', TOKEN.replaceAll('/', '_').replaceAll('+', '-').replaceAll('=', '')],
  ['in base64', btoa(TOKEN)],
  ['in hex', Buffer.from(TOKEN).toString('hex')],
  ['cut at its end', TOKEN.slice(0, -9)],
  ['cut at its beginning', TOKEN.slice(9)],
  ['in base64, and cut', btoa(TOKEN).slice(0, -8)],
  ['wrapped', `${TOKEN.slice(0, 20)}-${TOKEN.slice(20)}`],
])('a message is shown without a token that it contains %s', (_, echo) => {
  expect(redactMessage(`what is ${echo} here?`, [`Bearer ${TOKEN}`, TOKEN])).toMatch(
    /^what is \[redacted\]( \[redacted\])? here\?$/,
  );
});

// No twelve letters in a row that would identify it.
const BROKEN_TOKEN = 'AgoJb3/Z2luX+VjEDka/WV1LX+lc3Qt/SJHow==';
const encoded = (encode: (code: number) => string): string =>
  BROKEN_TOKEN.replace(/[/+=]/g, (character) => encode(character.charCodeAt(0)));

test.each<[string, string]>([
  ['percent-encoded four times', encoded((code) => `%252525${code.toString(16)}`)],
  ['percent-encoded four times in upper case', encoded((code) => `%252525${code.toString(16).toUpperCase()}`)],
  ['escaped for HTML', encoded((code) => `&#x${code.toString(16)};`)],
  ['escaped for HTML by numbers', encoded((code) => `&#${code};`)],
  ['escaped for JSON', encoded((code) => `\\u00${code.toString(16)}`)],
  ['in base64url', BROKEN_TOKEN.replaceAll('/', '_').replaceAll('+', '-').replaceAll('=', '')],
  ['with other separators', BROKEN_TOKEN.replace(/[/+=]/g, '|')],
])('a message is shown without a token of short parts that it contains %s', (_, echo) => {
  expect(redactMessage(`what is ${echo} here?`, [BROKEN_TOKEN])).toBe('what is [redacted] here?');
});

test('twelve letters and digits identify a secret, whatever is between them, and fewer do not', () => {
  expect(redactMessage('what is abcdef_123456 here?', ['abcdef/123456'])).toBe('what is [redacted] here?');
  expect(redactMessage('what is abcdef_12345 here?', ['abcdef/12345'])).toBe('what is abcdef_12345 here?');
});

test('a secret of eight characters is found in base64, too', () => {
  expect(redactMessage(`what is ${btoa('12345678')} here?`, ['12345678'])).toBe('what is [redacted] here?');
});

test.each(['Abc123', 'Abc123.', '(Abc123)', '{Abc123!}'])(
  'a short secret that ends in punctuation is found with other punctuation: %s',
  (echo) => {
    expect(redactMessage(`what is ${echo} here?`, ['Abc123!'])).toBe('what is [redacted] here?');
  },
);

test.each<[string, string[], boolean]>([
  ['GET / 12345678', ['12345678'], true],
  ['GET / 12345678', ['a secret', '12345678'], true],
  ['GET / 12345678', ['a secret', 'another one'], false],
  ['GET / 1234567', ['1234567'], false],
  ['GET / 12345678', [], false],
])('whether %j contains one of %j unchanged: %s', (text, secrets, contains) => {
  expect(containsAnySecret(text, secrets)).toBe(contains);
});

test('the single words of a secret with several words are shown', () => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/execute-api/aws4_request, Signature=abc';
  const message = "Credential should be scoped to '20260101/eu-west-1/execute-api/aws4_request'.";
  expect(redactMessage(message, [authorization])).toBe(message);
});

test.each([
  ['bad client_secret=hunter2&scope=a', 'bad client_secret=[redacted]&scope=a'],
  ['see https://host/?code=1&page=2 for more', 'see https://host/?code=[redacted]&page=2 for more'],
  ['not allowed (password=hunter2)', 'not allowed (password=[redacted]'],
  ['{"user":"bob", "password" : "hunter\\"2", "page":"1"}', '{"user":"bob", "password" : "[redacted]", "page":"1"}'],
  ['{"password":"hunter2","page":"1"}', '{"password":"[redacted]","page":"1"}'],
  ["{'api_key': 'hunter2", "{'api_key': '[redacted]"],
  ["Invalid key=value pair (missing equal-sign) in 'a'", "Invalid key=value pair (missing equal-sign) in 'a'"],
  ['Error code: 42, limit=3, state: open', 'Error code: 42, limit=3, state: open'],
])('%j, without known secrets, is shown as %j', (message, shown) => {
  expect(redactMessage(message, [])).toBe(shown);
});

test('a secret that is truncated at the end of the message is not shown', () => {
  expect(redactMessage(`${'x'.repeat(8180)} the-secret-that-is-long`, ['the-secret-that-is-long!'], 1e5)).toBe(
    'x'.repeat(8180),
  );
  expect(redactMessage('y'.repeat(9000), [])).toBe('');
});

test('of a message that may have been cut at 8192 characters the last word is not shown', () => {
  const words = 'some '.repeat(1638);
  expect(redactMessage(`${words}w`, [], 1e5)).toBe(`${words}w`);
  expect(redactMessage(`${words}wo`, [], 1e5)).toBe(words.trimEnd());
  expect(redactMessage(words.repeat(2), [], 1e5)).toBe(words.trimEnd());
});

test.each([
  ['AccessDeniedException', 'AccessDeniedException'],
  ['AWS.SimpleQueueService.NonExistentQueue', 'AWS.SimpleQueueService.NonExistentQueue'],
  ['403', '403'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(65), undefined],
  ['not a code', undefined],
  ['code=abc', undefined],
  ['TheSecret1', undefined],
  ['xTheSecret1x', undefined],
  ['0123456789abcdef0123456789ABCDEF', undefined],
  ['eyJhbGci.eyJzdWIi.c2ln', undefined],
  ['', undefined],
])('the code %j is shown as %j', (code, shown) => {
  expect(redactCode(code, ['TheSecret1'])).toBe(shown);
});

test('an echoed canonical request is cut off, with the whitespace before it', () => {
  const echo = "\n\nThe Canonical String for this request should have been\n'GET\n/\n\nx-amz-security-token:abc'";
  expect(redactMessage(`The signature does not match.${echo}`, [])).toBe('The signature does not match.');
  expect(redactMessage(`It is wrong. ${echo.trim()}`, [])).toBe('It is wrong.');
  expect(redactMessage(echo.trim(), [])).toBe('');
});

test.each([
  ['The token eyJhbGciOi-_.eyJzdWIiOi-_.c2ln-_ has expired', 'The token [redacted] has expired'],
  ['eyJhbGci.eyJzdWIi. and eyJhbGci.eyJzdWIi.c2ln', '[redacted] and [redacted]'],
  ['HeyJude.eyJ.a.b', 'HeyJude.eyJ.a.b'],
  ['eyJ and eyJhbGci.only', 'eyJ and eyJhbGci.only'],
  ["'AWS4-HMAC-SHA256 Credential=AKID/2026, SignedHeaders=host,\nSignature=ab' is wrong", "'[redacted]"],
  ['AWS4-ECDSA-P256-SHA256 Credential= is wrong', '[redacted]'],
  ['AWS4-HMAC-SHA256 is not supported', 'AWS4-HMAC-SHA256 is not supported'],
  ['AWS4-HMAC-SHA256 Credential=A and AWS4-HMAC-SHA256 Credential=B', '[redacted]'],
])('%j is shown as %j', (message, shown) => {
  expect(redactMessage(message, [])).toBe(shown);
});

test('a message longer than 300 characters is shortened', () => {
  expect(redactMessage('x'.repeat(300), [])).toBe('x'.repeat(300));
  expect(redactMessage('x'.repeat(301), [])).toBe(`${'x'.repeat(300)}…`);
});

test.each([
  'Code:987654',
  'code_987654',
  String.raw`{\"code\":\"987654\"}`,
  'code%3D%22987654%22',
  'value &quot;987654&quot; is wrong',
  '(987654)',
  'a=987654;b',
])('a six-digit code is found wherever it is a separate word: %s', (echo) => {
  expect(redactMessage(`Refused: ${echo}.`, ['987654'])).not.toContain('987654');
});

test('a short secret does not hide a longer word that happens to contain it', () => {
  expect(redactMessage('Request 1987654321 failed.', ['987654'])).toBe('Request 1987654321 failed.');
});

test.each(['password', 'user[password]', 'my password', 'x.client-secret', 'the API key'])(
  'the value of "%s" in a JSON text is not shown, and its neighbours are',
  (name) => {
    const text = JSON.stringify({ a: 'shown', [name]: 'hidden value', b: 'also shown' });
    expect(redactMessage(text, [])).toBe(JSON.stringify({ a: 'shown', [name]: '[redacted]', b: 'also shown' }));
  },
);
