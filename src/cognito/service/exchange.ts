import { joinSignals, throwIfAborted, untilAborted } from '../../core/abortable.js';
import type { Clock } from '../../core/clock.js';
import { isAuthError } from '../../core/errors.js';
import { readText } from './read-text.js';
import { safeError } from '../../core/safe-error.js';
import { unreachable, unusableAnswer } from '../errors.js';

/** The maximum length of a response in bytes (1 MiB). */
const MAX_BYTES = 1_048_576;
/** The time limit for a response including its body, in milliseconds. */
const TIMEOUT = 15_000;

/** Options of {@link exchange}. */
export interface ExchangeOptions {
  /** The operation, for the error. */
  readonly operation: string;
  readonly fetch: typeof fetch;
  readonly clock?: Pick<Clock, 'now'> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Returns the secrets of the request, because the error of an app's own fetch may contain them. */
  readonly secrets?: (() => readonly string[]) | undefined;
  /** In milliseconds. Default: {@link TIMEOUT}. */
  readonly timeout?: number | undefined;
  /** The maximum length of the response, in bytes. Default: {@link MAX_BYTES}. */
  readonly maxBytes?: number | undefined;
}

/** A response whose body has been read. */
export interface ExchangeResult {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Time by `options.clock`; 0 without one. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/**
 * Sends one request to a service and reads the response.
 *
 * @throws NetworkError `network` if no complete response arrives within the time limit, `unexpected-answer` if it is
 * too long; the reason of `signal`
 */
export const exchange = async (url: string, init: RequestInit, options: ExchangeOptions): Promise<ExchangeResult> => {
  // Destructured, because browsers reject a `fetch` that is called as a method of another object.
  const { operation, fetch, clock, signal, secrets, timeout = TIMEOUT, maxBytes = MAX_BYTES } = options;
  const combinedSignal = joinSignals([signal], timeout);
  const sentAt = clock?.now() ?? 0;
  const load = async (): Promise<ExchangeResult> => {
    // A redirect would send passwords and tokens to another place.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: combinedSignal.signal });
    const receivedAt = clock?.now() ?? 0;
    const { status, headers } = response;
    const text = await readText(response, maxBytes);
    const advice = `${operation} got status ${status} with a response of more than ${maxBytes} bytes. Check the endpoint.`;
    if (text === undefined) throw unusableAnswer({ operation, status, advice });
    return { status, headers, text, sentAt, receivedAt };
  };
  try {
    // Not every fetch implementation and not every body honours the signal.
    return await untilAborted(load(), combinedSignal.signal);
  } catch (cause) {
    throwIfAborted(signal);
    if (isAuthError(cause)) throw cause;
    const reason = combinedSignal.signal.aborted
      ? `no response within ${timeout / 1000} s`
      : 'the network or CORS failed';
    const advice = `${operation} did not reach ${new URL(url).host}: ${reason}; see \`cause\`.`;
    throw unreachable({ operation, cause: safeError(cause, secrets?.()), advice });
  } finally {
    combinedSignal.release();
  }
};
