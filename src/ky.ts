import { type Authenticator, pipelineOf } from './core/authenticator.js';
import type { Pipeline } from './core/pipeline.js';
import { type CallerInit, type CallerOf, wrapFetch } from './fetch.js';

/** The options of ky that matter here, as both majors have them; `prefixUrl` is ky 1's, `prefix` and `baseUrl` ky 2's. */
interface KyOptions {
  readonly fetch?: unknown;
  readonly context?: Record<string, unknown>;
  readonly prefixUrl?: unknown;
  readonly prefix?: unknown;
  readonly baseUrl?: unknown;
}

/** A ky instance, of ky 1 (from 1.7 on) or ky 2. */
export interface KyInstance {
  // biome-ignore lint/suspicious/noExplicitAny: the option types of ky's two majors have nothing in common but their names
  extend(options: any): any;
}

const METHODS = new Set<PropertyKey>(['get', 'post', 'put', 'patch', 'head', 'delete']);

type AnyFunction = (...values: unknown[]) => unknown;

/**
 * `context: { authenticate: false }` as the option `authenticate: false`, which ky hands to fetch. ky keeps its context to itself.
 */
const stepAside = <O>(options: O): O => {
  const choice = (options as KyOptions | undefined)?.context?.authenticate;
  return typeof choice === 'boolean' ? { ...options, authenticate: choice } : options;
};

/**
 * The instance, and every instance made from it by `extend`, with {@link stepAside} applied to their options. Each call
 * notes who makes it: ky waits before it calls fetch, and its retries wait longer; somebody else may sign in meanwhile.
 */
const readingContext = <K extends KyInstance>(instance: K, pipeline: Pipeline): K => {
  const prepare = (options: unknown): unknown => {
    const caller = pipeline.source.caller();
    const outer = (options as CallerInit | undefined)?.sigv4Caller;
    const sigv4Caller: CallerOf = (asked) => (asked === pipeline ? caller : outer?.(asked));
    return { ...stepAside(options as object | undefined), sigv4Caller };
  };
  return new Proxy(instance, {
    apply: (target, _, [input, options]) => (target as unknown as AnyFunction)(input, prepare(options)),
    get: (target, key) => {
      const member = Reflect.get(target, key) as unknown;
      if (METHODS.has(key))
        return (input: unknown, options: unknown) => (member as AnyFunction)(input, prepare(options));
      if (key !== 'extend') return member;
      return (options: unknown) =>
        readingContext(
          target.extend(
            typeof options === 'function'
              ? (parent: unknown) => stepAside((options as AnyFunction)(parent))
              : stepAside(options),
          ) as K,
          pipeline,
        );
    },
  });
};

/**
 * Makes a ky instance whose calls in scope are authenticated: signed, and after a rejection healed and replayed once.
 *
 * It wraps ky's `fetch` option, the parent's own fetch included, so each of ky's retries is signed afresh, after all
 * hooks have run. ky's `timeout` (10 s unless you set it) covers an attempt with its re-authentication and replay. A call
 * steps aside with `context: { authenticate: false }`; a call with a `fetch` option of its own goes by that one, unsigned.
 *
 * @param ky The instance to start from, ky 1 (1.7 or later) or ky 2; it is not changed.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Wrapping twice with the same has no effect.
 * @throws TypeError for an argument that is wrong.
 */
export const wrapKy = <K extends KyInstance>(ky: K, auth: Authenticator): K => {
  if (typeof ky?.extend !== 'function') throw new TypeError('wrapKy(ky, auth): ky must be a ky instance.');
  const signed = ky.extend((parent: KyOptions) => {
    const baseURL = String(parent.prefixUrl || parent.prefix || parent.baseUrl || '');
    const fetch = wrapFetch((parent.fetch as typeof globalThis.fetch | undefined) ?? globalThis.fetch, auth, {
      baseURL,
    });
    return stepAside({ ...(parent.context && { context: parent.context }), fetch });
  }) as K;
  return readingContext(signed, pipelineOf(auth));
};
