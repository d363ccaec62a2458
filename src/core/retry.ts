import { standardSignal } from './abortable.js';
import isNetworkError from 'is-network-error';
import pRetry from 'p-retry';
import { isAuthError } from './errors.js';
import { FUNCTION, NOT_NEGATIVE, type OptionNames } from './options.js';

/** A failed attempt, as passed to `shouldRetry`. */
export interface FailedAttempt {
  readonly error: Error;
  /** 1 for the first attempt. */
  readonly attemptNumber: number;
  readonly retriesLeft: number;
}

/**
 * How failed work is retried, with exponential back-off. Durations are in milliseconds.
 *
 * @example
 * retry: { retries: 5, shouldRetry: ({ error }) => error.name === 'TimeoutError' }
 */
export interface RetryOptions {
  /** The number of retries after the first attempt. Default: 3. */
  readonly retries?: number;
  /** The pause before the first retry. Default: 200. */
  readonly minTimeout?: number;
  /** The longest pause. Default: 5000. */
  readonly maxTimeout?: number;
  /** The factor by which pauses grow. Default: 2. */
  readonly factor?: number;
  /** Whether a pause is multiplied by a random number from 1 to 2. Default: true. */
  readonly randomize?: boolean;
  /** The longest time for all attempts together. Default: no limit. */
  readonly maxRetryTime?: number;
  /** Whether to retry after a failure. Default: after network errors, throttling and 5xx. */
  readonly shouldRetry?: (failure: FailedAttempt) => boolean | Promise<boolean>;
}

/** The checks of {@link RetryOptions}. */
export const RETRY_OPTIONS: OptionNames<RetryOptions> = {
  retries: NOT_NEGATIVE,
  minTimeout: NOT_NEGATIVE,
  maxTimeout: NOT_NEGATIVE,
  factor: NOT_NEGATIVE,
  randomize: 0,
  maxRetryTime: NOT_NEGATIVE,
  shouldRetry: FUNCTION,
};

/** Whether the name or code of a service's error says that it throttled a call, and therefore did not perform it. */
export const isThrottledName = (name: string): boolean =>
  /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i.test(name);

/** Whether the name or code of an error says that a retry may help. */
export const isTransientName = (name: string): boolean =>
  isThrottledName(name) || /ServiceUnavailable|InternalError|Timeout/i.test(name);

const TRANSIENT_CODE = /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ENET|EHOST|UND_ERR|ERR_NETWORK)/;

/** The properties that show whether an error of fetch, Node, axios, ky or the AWS SDK is transient. */
interface ErrorTraits {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly status?: unknown;
  readonly response?: { readonly status?: unknown };
  readonly cause?: unknown;
}

/** Whether a retry may help: after a network error, throttling or a 5xx, but never after "not authorized". */
export const isTransient = (error: ErrorTraits): boolean => {
  // A TypeError thrown by fetch; any other one is a bug.
  if (isNetworkError(error)) return true;
  // Our own errors have already been retried if that could help.
  if (isAuthError(error)) return false;
  const { name, code, $metadata, response } = error;
  const status = Number($metadata?.httpStatusCode ?? response?.status ?? error.status);
  return isTransientName(`${name} ${code}`) || TRANSIENT_CODE.test(String(code)) || status >= 500 || status === 429;
};

/** Options for this package's own calls. */
interface InternalRetryOptions extends RetryOptions {
  /** Ends the retries. */
  readonly signal?: AbortSignal;
  /** Whether a Node process may exit during a pause. Default: false. */
  readonly unref?: boolean;
}

/** Calls `work` until it succeeds, with jittered back-off; by default with 3 retries. */
export const withRetry = <T>(work: () => T | Promise<T>, options: InternalRetryOptions | undefined): Promise<T> =>
  pRetry(work, {
    retries: 3,
    minTimeout: 200,
    maxTimeout: 5_000,
    randomize: true,
    shouldRetry: ({ error }) => isTransient(error),
    ...options,
    ...(options?.signal && { signal: standardSignal(options.signal) }),
  });
