import { AuthError } from './errors.js';
import type { Emitter } from './events.js';
import { redactUrl } from './redact.js';
import { type Evidence, readError } from './rejection.js';
import type { Coverage, Covers } from './scope.js';

/** What an Authenticator's scope is made of. */
export interface ScopeParts {
  readonly covers: Covers;
  /** URLs that are never authenticated, and not for want of an option. Default: none. */
  readonly isExempt?: (url: URL) => boolean;
  /** What brings a host into scope, as one sentence. */
  readonly scopeAdvice: string;
}

/** The scope of an Authenticator, which tells of what it leaves out. */
export interface Scope {
  /**
   * Whether a call is in scope; where it is not, `untouched` tells of it.
   *
   * @param base The origin of the client's own baseURL, at interception.
   */
  covers(url: URL, base: string | undefined, method: string): Coverage;
  /** The error that explains a refusal of a call out of scope; `undefined` where it was not refused for want of authentication. */
  explainUntouched(url: URL, answer: UntouchedAnswer): AuthError | undefined;
}

/** The answer to a call out of scope. */
export type UntouchedAnswer = Pick<Evidence, 'status' | 'errorType' | 'text'>;

const HAS_SERVER = /^(http|ws)s?:$/;

/** How many origins out of scope are remembered as told of. */
const MOST_ORIGINS = 1000;

/**
 * What a request without authentication gets: a REST API of API Gateway, function URLs and services of the Query protocol say so
 * ("Gateway response types"), AppSync and HTTP APIs with a 401.
 */
const MISSING = /missing ?authentication ?token|missing ?authorization ?header|valid authorization header/i;

const wantsAuthentication = ({ status, errorType, text }: UntouchedAnswer): boolean => {
  if (status !== 401 && status !== 403 && status !== 400) return false;
  const { code = '', message = '' } = readError(errorType, text);
  return MISSING.test(code) || MISSING.test(message);
};

/** Makes the {@link Scope}. A client's base URL that was set later, and a host that is misspelt, are easily missed. */
export const createScope = ({ covers, isExempt, scopeAdvice }: ScopeParts, emitter: Emitter): Scope => {
  const told = new Set<string>();
  const explain = (origin: string): string =>
    `${origin} is out of scope, so calls to it are not signed. ${scopeAdvice}`;
  return {
    covers: (url, base, method) => {
      // data: and blob: have no server, though a blob: URL has an origin.
      if (!HAS_SERVER.test(url.protocol) || isExempt?.(url)) return false;
      const coverage = covers(url, base);
      const { origin, href } = url;
      if (!coverage && emitter.has('untouched') && !told.has(origin) && told.size < MOST_ORIGINS) {
        told.add(origin);
        emitter.emit('untouched', {
          origin,
          method: method.toUpperCase(),
          url: redactUrl(href),
          message: explain(origin),
        });
      }
      return coverage;
    },
    explainUntouched: (url, answer) =>
      isExempt?.(url) || !wantsAuthentication(answer) ? undefined : new AuthError('out-of-scope', explain(url.origin)),
  };
};
