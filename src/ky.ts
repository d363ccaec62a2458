// Lets the compiler find the module that is augmented below.
import type {} from 'ky';
import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { isForm } from './core/body.js';
import { requireSendable } from './core/headers.js';
import { readableForm } from './core/multipart.js';
import type { Pipeline } from './core/pipeline.js';
import { parseOrigin } from './core/scope.js';
import { type ContextualFetch, wrapFetch } from './fetch.js';

declare module 'ky' {
  // Versions before 1.11 do not know this option, and pass it on to fetch.
  export interface Options {
    /**
     * Values for hooks; `{ authenticate: false }` sends a call as if ky were not wrapped.
     *
     * @example
     * await signedKy.get(url, { context: { authenticate: false } });
     */
    context?: Record<string, unknown>;
  }
}

/** The options of both major versions of ky that matter here; `prefixUrl` is ky 1's, `prefix` and `baseUrl` are ky 2's. */
interface KyOptions {
  readonly fetch?: unknown;
  readonly body?: unknown;
  readonly headers?: object | null;
  readonly context?: Record<string, unknown>;
  readonly prefixUrl?: unknown;
  readonly prefix?: unknown;
  readonly baseUrl?: unknown;
}

/** An instance of ky 1 (1.7 or later) or ky 2. */
export interface KyInstance {
  // biome-ignore lint/suspicious/noExplicitAny: the option types of ky's two major versions share only their names
  extend(options: any): any;
}

const METHODS = new Set<PropertyKey>(['get', 'post', 'put', 'patch', 'head', 'delete', 'query']);

type AnyFunction = (...values: unknown[]) => unknown;

/** Our fetch functions, which accept a {@link ContextualFetch}'s context. */
const signingFetches = new WeakSet<object>();

/** What all calls of an instance share. */
interface InstanceState {
  readonly auth: Authenticator;
  readonly pipeline: Pipeline;
  /** The instance's own `fetch` option. */
  readonly fetch: unknown;
  /** Its `context.authenticate`. */
  readonly authenticate: boolean | undefined;
}

const getAuthenticateOption = (options: unknown): boolean | undefined => {
  const authenticate = (options as KyOptions | undefined)?.context?.authenticate;
  return typeof authenticate === 'boolean' ? authenticate : undefined;
};

/**
 * Adds to the options of a call a `fetch` that knows who made it: ky waits before it calls fetch, and longer before its retries, and another
 * user may sign in meanwhile. ky does not pass its `context` to fetch, and shows its `fetch` option to no hook.
 */
const prepare = (options: KyOptions | undefined, { pipeline, fetch, authenticate }: InstanceState): unknown => {
  const innerFetch = options?.fetch ?? fetch;
  // A fetch that the app set after wrapping is not signed.
  if (!signingFetches.has(innerFetch as object)) return options;
  const caller = pipeline.source.caller();
  const shouldAuthenticate = getAuthenticateOption(options) ?? authenticate;
  const contextualFetch: ContextualFetch = (input, init, outerContext) =>
    (innerFetch as ContextualFetch)(input, init, {
      ...outerContext,
      ...(shouldAuthenticate !== undefined && { authenticate: shouldAuthenticate }),
      callerOf: (requestingPipeline) =>
        requestingPipeline === pipeline ? caller : outerContext?.callerOf?.(requestingPipeline),
    });
  signingFetches.add(contextualFetch);
  // ky creates its Headers before it calls fetch, and the platform's own error would show the value.
  if (options?.headers && shouldAuthenticate !== false) requireSendable(options.headers);
  const form = isForm(options?.body) && shouldAuthenticate !== false ? readableForm(options.body) : undefined;
  return { ...options, ...(form && { body: form }), fetch: contextualFetch };
};

/** Applies {@link prepare} to the options of every call of the instance, and of every instance derived from it. */
const proxyInstance = <K extends KyInstance>(instance: K, state: InstanceState): K =>
  new Proxy(instance, {
    apply: (target, _, [input, options]) => (target as unknown as AnyFunction)(input, prepare(options, state)),
    get: (target, key) => {
      const member = Reflect.get(target, key) as unknown;
      if (METHODS.has(key))
        return (input: unknown, options: KyOptions) => (member as AnyFunction)(input, prepare(options, state));
      if (key === 'create')
        return (options?: KyOptions) => {
          const newInstance = (member as AnyFunction)(options) as K;
          return options?.fetch ? newInstance : wrapKy(newInstance, state.auth);
        };
      if (key !== 'extend') return member;
      return (options: unknown) => {
        let { fetch, authenticate } = state;
        const extendedInstance = target.extend((parent: KyOptions) => {
          const newOptions = (typeof options === 'function' ? (options as AnyFunction)(parent) : options) as KyOptions;
          fetch = newOptions?.fetch ?? fetch;
          authenticate = getAuthenticateOption(newOptions) ?? authenticate;
          return newOptions;
        }) as K;
        return proxyInstance(extendedInstance, { ...state, fetch, authenticate });
      };
    },
  });

/**
 * Creates a ky instance that signs calls in scope, and replays them once after a rejection.
 *
 * It wraps ky's `fetch` option, including the parent's own, so each of ky's retries is signed again after all hooks have run. ky's `timeout`
 * (10 s by default) covers an attempt with its re-authentication and replay. `context: { authenticate: false }` sends a call unsigned; so does
 * a call's own `fetch` option.
 *
 * @example
 * const signedKy = wrapKy(ky, createSigV4({ credentials }));
 * const items = await signedKy.get('https://abc.execute-api.eu-west-1.amazonaws.com/prod/items').json();
 * @param ky The instance to start from, ky 1 (1.7 or later) or ky 2; it is not changed.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Wrapping twice with the same one has no effect.
 * @throws TypeError for an invalid argument.
 */
export const wrapKy = <K extends KyInstance>(ky: K, auth: Authenticator): K => {
  if (typeof ky?.extend !== 'function') throw new TypeError('wrapKy(ky, auth): ky must be a ky instance.');
  const pipeline = pipelineOf(auth);
  let fetch: unknown;
  let authenticate: boolean | undefined;
  const signedKy = ky.extend((parent: KyOptions) => {
    const parentFetch = (parent.fetch as typeof globalThis.fetch | undefined) ?? globalThis.fetch;
    const baseURL = parseOrigin(String(parent.prefixUrl || parent.prefix || parent.baseUrl));
    fetch = wrapFetch(parentFetch, auth, baseURL ? { baseURL } : {});
    authenticate = getAuthenticateOption(parent);
    signingFetches.add(fetch as object);
    return { fetch };
  }) as K;
  return proxyInstance(signedKy, { auth, pipeline, fetch, authenticate });
};
