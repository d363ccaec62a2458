import { unreachable, unusableAnswer } from '../cognito/errors.js';
import { joinSignals, untilAborted } from '../core/abortable.js';
import { isAuthError } from '../core/errors.js';
import { readText } from '../core/read-text.js';
import { safeError } from '../core/safe-error.js';

/** More than any provider's metadata or tokens, in bytes. */
const MOST = 262_144;
/** How long a provider may take for a whole answer, in milliseconds. */
const TIMEOUT = 15_000;

/**
 * A fetch whose answers are there as a whole: neither endless nor slower than 15 seconds.
 *
 * @param operation What it is for, for the errors.
 * @throws NetworkError `network`; `unexpected-answer` for an answer that is too long, and for a redirect that the platform hides
 */
export const boundedFetch =
  (fetch: typeof globalThis.fetch, operation: string) =>
  async (url: string, init: RequestInit): Promise<Response> => {
    const { signal, release } = joinSignals([init.signal], TIMEOUT);
    const unusable = (status: number, why: string): never => {
      throw unusableAnswer({ operation, status, advice: `${operation}: the provider's answer ${why}.` });
    };
    const load = async (): Promise<Response> => {
      const response = await fetch(url, { ...init, signal });
      const { status, headers } = response;
      if (status < 200) return unusable(status, 'leads elsewhere');
      const text = (await readText(response, MOST)) ?? unusable(status, 'is too long');
      return new Response(text || null, { status, headers });
    };
    try {
      return await untilAborted(load(), signal);
    } catch (cause) {
      if (isAuthError(cause)) throw cause;
      const advice = `${operation} did not reach the provider; see \`cause\`.`;
      const secrets = init.body instanceof URLSearchParams ? [...init.body.values()] : [];
      throw unreachable({ operation, cause: safeError(cause, secrets), advice });
    } finally {
      release();
    }
  };
