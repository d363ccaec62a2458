import { expect, test } from 'vitest';
import { AuthError } from '../../src/core/errors.js';
import { requireKnownOptions } from '../../src/core/options.js';
import { isTransient, RETRY_OPTIONS, type RetryOptions, withRetry } from '../../src/core/retry.js';

const failure = (traits: object) => Object.assign(new Error('failed'), traits);

test.each([
  { name: 'ThrottlingException' },
  { name: 'TooManyRequestsException' },
  { code: 'RequestLimitExceeded' },
  { code: 'SlowDown' },
  { name: 'ServiceUnavailable' },
  { name: 'InternalErrorException' },
  { name: 'TimeoutError' },
  { code: 'ECONNRESET' },
  { code: 'ENOTFOUND' },
  { code: 'EAI_AGAIN' },
  { code: 'EPIPE' },
  { code: 'ETIMEDOUT' },
  { code: 'ENETUNREACH' },
  { code: 'EHOSTUNREACH' },
  { code: 'UND_ERR_SOCKET' },
  { code: 'ERR_NETWORK' },
  { $metadata: { httpStatusCode: 500 } },
  { $metadata: { httpStatusCode: 503 } },
])('%j passes by itself', (traits) => {
  expect(isTransient(failure(traits))).toBe(true);
});

test("a TypeError passes by itself, because it is fetch's network error", () => {
  expect(isTransient(new TypeError('fetch failed'))).toBe(true);
});

test.each([
  {},
  { name: 'NotAuthorizedException' },
  { code: 'CERT_ECONN' },
  { $metadata: {} },
  { $metadata: { httpStatusCode: 499 } },
])('%j is final', (traits) => {
  expect(isTransient(failure(traits))).toBe(false);
});

test('this package’s own errors are final, because they have already been retried', () => {
  expect(isTransient(Object.assign(new AuthError('network', 'no network'), { code: 'ECONNRESET' }))).toBe(false);
});

const failing = (error: Error, times: number) => {
  const work = () => {
    work.calls++;
    if (work.calls <= times) throw error;
    return 'done';
  };
  work.calls = 0;
  return work;
};
const quickly = { minTimeout: 1, maxTimeout: 1 };

test('retries three times after a transient error', async () => {
  const lucky = failing(failure({ code: 'ECONNRESET' }), 3);
  expect(await withRetry(lucky, quickly)).toBe('done');
  const unlucky = failing(failure({ code: 'ECONNRESET' }), 4);
  await expect(withRetry(unlucky, quickly)).rejects.toThrow('failed');
  expect([lucky.calls, unlucky.calls]).toEqual([4, 4]);
});

test('does not retry after a permanent error', async () => {
  const work = failing(failure({ name: 'NotAuthorizedException' }), 1);
  await expect(withRetry(work, quickly)).rejects.toThrow('failed');
  expect(work.calls).toBe(1);
});

test('waits a random 200 to 400 ms before the first retry', async () => {
  const start = performance.now();
  const waitOf = async () => {
    await withRetry(failing(failure({ code: 'ECONNRESET' }), 1), undefined);
    return performance.now() - start;
  };
  const waits = await Promise.all(Array.from({ length: 12 }, waitOf));
  expect(Math.min(...waits)).toBeGreaterThan(190);
  expect(Math.max(...waits)).toBeLessThan(1000);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(20);
});

test('the options override the defaults', async () => {
  const work = failing(failure({ name: 'NotAuthorizedException' }), 2);
  expect(await withRetry(work, { ...quickly, retries: 2, shouldRetry: () => true })).toBe('done');
  const once = failing(failure({ code: 'ECONNRESET' }), 1);
  await expect(withRetry(once, { retries: 0 })).rejects.toThrow('failed');
});

test.each([
  [{ retries: -1 }, 'retries: pass a number, 0 or more.'],
  [{ minTimeout: Number.NaN }, 'minTimeout: pass a number, 0 or more.'],
  [{ maxTimeout: 'soon' }, 'maxTimeout: pass a number, 0 or more.'],
  [{ shouldRetry: true }, 'shouldRetry: pass a function.'],
  [{ retrys: 3 }, 'retry: there is no option "retrys". Did you mean retries?'],
])('refuses %j', (options, message) => {
  expect(() => requireKnownOptions('retry', options as RetryOptions, RETRY_OPTIONS)).toThrow(new TypeError(message));
});

test('accepts valid retry options', () => {
  const options = { retries: 0, maxTimeout: Number.POSITIVE_INFINITY, factor: undefined, randomize: false };
  requireKnownOptions('retry', options as object as RetryOptions, RETRY_OPTIONS);
});
