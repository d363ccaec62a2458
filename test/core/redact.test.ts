import { expect, test } from 'vitest';
import { redactMessage, redactUrl } from '../../src/core/redact.js';

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
])('%s is shown as %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});

test('a message is shown without the secrets, wherever they stand', () => {
  expect(redactMessage('The token SECRET12 is bad: SECRET12', ['SECRET12'])).toBe(
    'The token [redacted] is bad: [redacted]',
  );
  expect(redactMessage('ONE-LONG and TWO-LONG', ['ONE-LONG', undefined, '', 'TWO-LONG'])).toBe(
    '[redacted] and [redacted]',
  );
});

test('a secret of fewer than eight characters is left, because it turns up by chance', () => {
  expect(redactMessage('is 1234567 a secret?', ['1234567'])).toBe('is 1234567 a secret?');
  expect(redactMessage('is 12345678 a secret?', ['12345678'])).toBe('is [redacted] a secret?');
});

test('an echoed canonical request is cut off, with the white space before it', () => {
  const echo = "\n\nThe Canonical String for this request should have been\n'GET\n/\n\nx-amz-security-token:abc'";
  expect(redactMessage(`The signature does not match.${echo}`, [])).toBe('The signature does not match.');
  expect(redactMessage(`It is wrong. ${echo.trim()}`, [])).toBe('It is wrong.');
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
