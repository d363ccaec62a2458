import pRetry, { type Options } from 'p-retry';
import { isAuthError } from './errors.js';

/** Options of p-retry (retries, factor, minTimeout, maxTimeout, randomize, maxRetryTime, shouldRetry …), in milliseconds. */
export type RetryOptions = Options;

const TRANSIENT_NAME =
  /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ServiceUnavailable|InternalError|Timeout/i;
const TRANSIENT_CODE = /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ENET|EHOST|UND_ERR|ERR_NETWORK)/;

/** The parts of the errors of fetch, Node, axios and the AWS SDK that tell a passing fault from a final one. */
interface ErrorTraits {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly cause?: unknown;
}

/** Whether trying again may help: the network, throttling, a 5xx. Never "not authorised". */
export const isTransient = (error: ErrorTraits): boolean => {
  // p-retry asks about a TypeError only if it is one of fetch's network errors.
  if (error instanceof TypeError) return true;
  // What is one of ours was tried again already, where that could help.
  if (isAuthError(error)) return false;
  const { name, code, $metadata } = error;
  return (
    TRANSIENT_NAME.test(`${name} ${code}`) ||
    TRANSIENT_CODE.test(String(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500
  );
};

/** Calls `work` until it succeeds, with jittered back-off: three more times unless the options say otherwise. */
export const withRetry = <T>(work: () => T | Promise<T>, options: RetryOptions | undefined): Promise<T> =>
  pRetry(work, {
    retries: 3,
    minTimeout: 200,
    maxTimeout: 5_000,
    randomize: true,
    shouldRetry: ({ error }) => isTransient(error),
    ...options,
  });
