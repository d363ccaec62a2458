import { unusableAnswer } from '../cognito/errors.js';
import { exchange } from '../cognito/service/exchange.js';

/** More than any provider's metadata or tokens take, in bytes. */
const MAX_BYTES = 262_144;

/**
 * Wraps fetch so that it reads the whole response, within 15 seconds and {@link MAX_BYTES}.
 *
 * @param operation What the request is for. Errors name it.
 * @throws NetworkError `network`; `unexpected-answer` for a response
 * that is too long, and for a redirect that the platform hides
 */
export const boundedFetch =
  (fetch: typeof globalThis.fetch, operation: string) =>
  async (url: string, init: RequestInit): Promise<Response> => {
    const secrets = (): string[] => (init.body instanceof URLSearchParams ? [...init.body.values()] : []);
    const { status, headers, text } = await exchange(url, init, { operation, fetch, secrets, maxBytes: MAX_BYTES });
    if (status < 200) {
      throw unusableAnswer({ operation, status, advice: `${operation}: the provider responded with a redirect.` });
    }
    return new Response(text || null, { status, headers });
  };
