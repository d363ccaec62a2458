import { AuthError } from './errors.js';
import type { Emitter } from './events.js';
import { redactUrl } from './redact.js';
import { type Evidence, readError } from './rejection.js';
import { type Coverage, type Covers, HAS_SERVER } from './scope.js';

/** The parts of an Authenticator's scope. */
export interface ScopeParts {
  readonly covers: Covers;
  /** URLs that are never in scope, whatever the options. Default: none. */
  readonly isExempt?: (url: URL) => boolean;
  /** How to bring a host into scope, in one sentence. */
  readonly scopeAdvice: string;
}

/** The scope of an Authenticator. It reports the calls that it leaves out. */
export interface Scope {
  /**
   * Whether a call is in scope; if not, emits `untouched`.
   *
   * @param base The origin of the client's own baseURL, at interception.
   */
  covers(url: URL, base: string | undefined, method: string): Coverage;
  /** Returns the error that explains why a call out of scope was rejected; `undefined` unless it lacked authentication. */
  explainUntouched(url: URL, answer: UntouchedAnswer): AuthError | undefined;
}

/** The response to a call out of scope. */
export type UntouchedAnswer = Pick<Evidence, 'status' | 'errorType' | 'text'>;

/** How many origins out of scope are remembered. */
const MAX_ORIGINS = 1000;

/**
 * Recognises the response to a request without authentication: REST APIs of API Gateway, function URLs and services with the Query protocol say so
 * ("Gateway response types"), AppSync and HTTP APIs with a 401.
 */
const MISSING = /missing ?authentication ?token|missing ?authorization ?header|valid authorization header/i;

const lacksAuthentication = ({ status, errorType, text }: UntouchedAnswer): boolean => {
  if (status !== 401 && status !== 403 && status !== 400) return false;
  const { code = '', message = '' } = readError(errorType, text);
  return MISSING.test(code) || MISSING.test(message);
};

/** Creates the {@link Scope}. It reports origins because a base URL that was set too late, or a misspelt host, is easily overlooked. */
export const createScope = ({ covers, isExempt, scopeAdvice }: ScopeParts, emitter: Emitter): Scope => {
  const reportedOrigins = new Set<string>();
  const explain = (origin: string): string =>
    `${origin} is out of scope, so calls to it are not signed. ${scopeAdvice}`;
  return {
    covers: (url, base, method) => {
      // data: and blob: have no server, though a blob: URL has an origin.
      if (!HAS_SERVER.test(url.protocol) || isExempt?.(url)) return false;
      const coverage = covers(url, base);
      const { origin, href } = url;
      if (!coverage && emitter.has('untouched') && !reportedOrigins.has(origin) && reportedOrigins.size < MAX_ORIGINS) {
        reportedOrigins.add(origin);
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
      isExempt?.(url) || !lacksAuthentication(answer) ? undefined : new AuthError('out-of-scope', explain(url.origin)),
  };
};
