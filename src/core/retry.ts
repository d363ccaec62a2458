import { standardSignal } from './abortable.js';
import isNetworkError from 'is-network-error';
import pRetry from 'p-retry';
import { isAuthError } from './errors.js';
import { optionNames, requireKnownOptions } from './options.js';

/** What is known when it is decided whether to try again. */
export interface FailedAttempt {
  readonly error: Error;
  /** 1 for the first attempt. */
  readonly attemptNumber: number;
  readonly retriesLeft: number;
}

/** How work that failed is tried again, with exponential back-off. Durations are in milliseconds. */
export interface RetryOptions {
  /** How many more times at most. Default: 3. */
  readonly retries?: number;
  /** The pause before the first of them. Default: 200. */
  readonly minTimeout?: number;
  /** The longest pause. Default: 5000. */
  readonly maxTimeout?: number;
  /** By what each pause is longer than the one before. Default: 2. */
  readonly factor?: number;
  /** Whether a pause is multiplied by a random number from 1 to 2. Default: true. */
  readonly randomize?: boolean;
  /** For how long it is tried in all. Default: no limit. */
  readonly maxRetryTime?: number;
  /** Whether a failure is worth another attempt. Default: network errors, throttling and 5xx. */
  readonly shouldRetry?: (failure: FailedAttempt) => boolean | Promise<boolean>;
}

const RETRY_OPTIONS = optionNames<RetryOptions>({
  retries: 0,
  minTimeout: 0,
  maxTimeout: 0,
  factor: 0,
  randomize: 0,
  maxRetryTime: 0,
  shouldRetry: 0,
});

/**
 * Checks retry options where they are given.
 *
 * @throws TypeError for one that is not known, by name.
 */
export const requireRetryOptions = (options: RetryOptions | undefined): void => {
  if (options !== undefined) requireKnownOptions('retry', options, RETRY_OPTIONS);
};

const TRANSIENT_NAME =
  /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ServiceUnavailable|InternalError|Timeout/i;
const TRANSIENT_CODE = /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ENET|EHOST|UND_ERR|ERR_NETWORK)/;

/** The parts of the errors of fetch, Node, axios, ky and the AWS SDK that tell a passing fault from a final one. */
interface ErrorTraits {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly status?: unknown;
  readonly response?: { readonly status?: unknown };
  readonly cause?: unknown;
}

/** Whether trying again may help: the network, throttling, a 5xx. Never "not authorised". */
export const isTransient = (error: ErrorTraits): boolean => {
  // fetch's; any other TypeError is a mistake.
  if (isNetworkError(error)) return true;
  // What is one of ours was tried again already, where that could help.
  if (isAuthError(error)) return false;
  const { name, code, $metadata, response } = error;
  const status = Number($metadata?.httpStatusCode ?? response?.status ?? error.status);
  return TRANSIENT_NAME.test(`${name} ${code}`) || TRANSIENT_CODE.test(String(code)) || status >= 500 || status === 429;
};

/** What only this package's own calls say. */
interface InternalRetryOptions extends RetryOptions {
  /** Ends the retries. */
  readonly signal?: AbortSignal;
  /** Whether the pauses let a Node process end. Default: false. */
  readonly unref?: boolean;
}

/** Calls `work` until it succeeds, with jittered back-off: three more times unless the options say otherwise. */
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
