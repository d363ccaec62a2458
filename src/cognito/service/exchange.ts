import { joinSignals, throwIfAborted, untilAborted } from '../../core/abortable.js';
import type { Clock } from '../../core/clock.js';
import { isAuthError } from '../../core/errors.js';
import { readText } from '../../core/read-text.js';
import { safeError } from '../../core/safe-error.js';
import { unreachable, unusableAnswer } from '../errors.js';

/** No answer of a service is longer: 1 MiB. */
const MOST = 1_048_576;
/** How long a service may take for one answer, its body included, in milliseconds. */
const TIMEOUT = 15_000;

/** What one exchange needs besides the request. */
export interface ExchangeOptions {
  /** What is asked, for the error. */
  readonly operation: string;
  readonly fetch: typeof fetch;
  readonly clock?: Pick<Clock, 'now'> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is sent and nobody may see: the error of an app's own fetch may hold it. */
  readonly secrets?: (() => readonly string[]) | undefined;
  /** In milliseconds. Default: {@link TIMEOUT}. */
  readonly timeout?: number | undefined;
  /** The longest answer, in bytes. Default: {@link MOST}. */
  readonly most?: number | undefined;
}

/** An answer that was read. */
export interface Exchanged {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** By the clock that was given; 0 without one. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/**
 * One request to a service, and its answer.
 *
 * @throws NetworkError `network`: none came, or not all of it, within the time; `unexpected-answer`: it is too long. The reason of
 * `signal`
 */
export const exchange = async (url: string, init: RequestInit, options: ExchangeOptions): Promise<Exchanged> => {
  // Taken out of the options, because browsers refuse a fetch that is called as a method of something else.
  const { operation, fetch, clock, signal, secrets, timeout = TIMEOUT, most = MOST } = options;
  const joined = joinSignals([signal], timeout);
  const sentAt = clock?.now() ?? 0;
  const load = async (): Promise<Exchanged> => {
    // A redirect would carry passwords and tokens somewhere else.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: joined.signal });
    const receivedAt = clock?.now() ?? 0;
    const { status, headers } = response;
    const text = await readText(response, most);
    const advice = `${operation} got status ${status} with an answer that is too long: more than ${most} bytes. Check the endpoint.`;
    if (text === undefined) throw unusableAnswer({ operation, status, advice });
    return { status, headers, text, sentAt, receivedAt };
  };
  try {
    // Not every fetch heeds the signal, nor every body.
    return await untilAborted(load(), joined.signal);
  } catch (cause) {
    throwIfAborted(signal);
    if (isAuthError(cause)) throw cause;
    const why = joined.signal.aborted ? `no answer within ${timeout / 1000} s` : 'the network or CORS failed';
    const advice = `${operation} did not reach ${new URL(url).host}: ${why}; see \`cause\`.`;
    throw unreachable({ operation, cause: safeError(cause, secrets?.()), advice });
  } finally {
    joined.release();
  }
};
