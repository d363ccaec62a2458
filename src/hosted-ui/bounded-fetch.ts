import { unusableAnswer } from '../cognito/errors.js';
import { exchange } from '../cognito/service/exchange.js';

/** More than any provider's metadata or tokens, in bytes. */
const MOST = 262_144;

/**
 * A fetch whose answers are there as a whole: neither endless nor slower than 15 seconds.
 *
 * @param operation What it is for, for the errors.
 * @throws NetworkError `network`; `unexpected-answer` for an answer that is too long, and for a redirect that the platform hides
 */
export const boundedFetch =
  (fetch: typeof globalThis.fetch, operation: string) =>
  async (url: string, init: RequestInit): Promise<Response> => {
    const secrets = (): string[] => (init.body instanceof URLSearchParams ? [...init.body.values()] : []);
    const { status, headers, text } = await exchange(url, init, { operation, fetch, secrets, most: MOST });
    if (status < 200) {
      throw unusableAnswer({ operation, status, advice: `${operation}: the provider's answer leads elsewhere.` });
    }
    return new Response(text || null, { status, headers });
  };
