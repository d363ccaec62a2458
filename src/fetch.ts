import { type Authenticator, pipelineOf } from './core/authenticator.js';
import type { Caller } from './core/credential-source.js';
import { requireKnownOptions } from './core/options.js';
import type { Pipeline } from './core/pipeline.js';
import { type Coverage, originOf, resolveUrl } from './core/scope.js';
import { sendAuthenticated } from './core/send-authenticated.js';
import { isRequest, type ReadCall, readCall } from './fetch/read-call.js';
import { transport } from './fetch/transport.js';

// biome-ignore lint/suspicious/noExplicitAny: each has Requests and Responses of its own
type AnyFetch = (input: any, init?: any) => Promise<any>;
/** A fetch's init, without a name of the DOM library's, which not every platform's typings have. */
type InitOf<F extends AnyFetch> = NonNullable<Parameters<F>[1]>;

/** `RequestInit` with the switch that lets one call step aside. */
export interface SignedRequestInit extends InitOf<typeof fetch> {
  /** `false` sends this call as if it had not been wrapped. Default: true. */
  authenticate?: boolean;
}

/**
 * What `wrapKy` knows of a call beyond its init: who made it, because ky waits before it calls fetch, as the pipeline that is
 * asked for knew it then; and whether it steps aside. An argument of its own, so that ky's hooks do not see it. @internal
 */
export interface CallContext {
  callerOf?: (pipeline: Pipeline) => Caller | undefined;
  authenticate?: boolean;
}

/** A {@link SignedFetch}, as `wrapKy` calls it. @internal */
export type ContextualFetch = (
  input: RequestInfo | URL,
  init?: SignedRequestInit,
  context?: CallContext,
) => Promise<Response>;

/** A `fetch` whose calls are authenticated: the platform's, or another one (undici's, node-fetch's), with that one's own types. */
export type SignedFetch<F extends AnyFetch = typeof fetch> = F &
  ((input: Parameters<F>[0], init?: InitOf<F> & Pick<SignedRequestInit, 'authenticate'>) => ReturnType<F>);

/** Options of {@link wrapFetch}. */
export interface WrapFetchOptions {
  /** The base URL of the client that this fetch is given to: in scope where `region` and `service` are given. */
  readonly baseURL?: string | URL;
}

/** Which Authenticators each of our functions already applies, and what it wraps. */
const wrapped = new WeakMap<object, { readonly auths: ReadonlySet<Authenticator>; readonly inner: typeof fetch }>();

const resolve = (input: RequestInfo | URL): URL | undefined => resolveUrl(isRequest(input) ? input.url : String(input));

const methodOf = (input: RequestInfo | URL, init: RequestInit | undefined): string =>
  init?.method ?? (isRequest(input) ? input.method : 'GET');

/** An init as the platform knows it. */
const withoutOurs = (init: SignedRequestInit | undefined): RequestInit | undefined => {
  if (!init || !('authenticate' in init)) return init;
  const { authenticate: _, ...rest } = init;
  return rest;
};

/** Whether the platform itself refuses a call, in its own words: a body can be read once. */
const isUsedUp = (input: RequestInfo | URL, init: RequestInit | undefined): boolean =>
  isRequest(input) &&
  !init?.body &&
  (input.bodyUsed || !!(input.body as { locked?: boolean } | null | undefined)?.locked);

/** Takes `integrity` out of an init, to be checked by us: fetch would hide a 403 behind it. */
const takeIntegrity = ({ init, rest }: ReadCall): string | undefined => {
  const { integrity } = init;
  if (!integrity || !globalThis.crypto?.subtle) return undefined;
  delete init.integrity;
  delete rest?.integrity;
  return integrity;
};

const signedCall = async (
  pipeline: Pipeline,
  fetch: typeof globalThis.fetch,
  isGlobal: boolean,
  input: RequestInfo | URL,
  url: URL,
  given: RequestInit | undefined,
  caller: Caller,
  coverage: Coverage,
): Promise<Response> => {
  const reading = readCall(input, url, given, pipeline.scheme.streams(url));
  const call = 'then' in reading ? await reading : reading;
  const integrity = takeIntegrity(call);
  const { answer } = await sendAuthenticated(pipeline, {
    request: call.request,
    caller,
    coverage,
    signal: call.init.signal,
    mayHideAnswer: (error) => (error as Error | undefined)?.name === 'TypeError',
    ...transport(fetch, isGlobal, input, call),
  });
  if (integrity) await (await import('./fetch/integrity.js')).requireIntegrity(answer.response, integrity);
  return answer.response;
};

/**
 * Wraps a `fetch` so that calls in scope are authenticated: signed, and after a rejection healed and replayed once. All
 * else passes through untouched. The result is a drop-in for ofetch, openapi-fetch, graphql-request, Apollo and others.
 *
 * The global fetch is looked up at each call, so that tools which replace it later (msw) still see every request.
 *
 * @param fetch The fetch to send by; usually the global one.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Wrapping twice with the same has no effect.
 * @throws TypeError for an argument that is wrong. The function itself rejects as fetch does, and with an `AuthError`
 * for a request that cannot be authenticated.
 */
export const wrapFetch = ((
  fetch: typeof globalThis.fetch,
  auth: Authenticator,
  options: WrapFetchOptions = {},
): SignedFetch => {
  if (typeof fetch !== 'function') throw new TypeError('wrapFetch(fetch, auth): fetch must be a function.');
  requireKnownOptions('wrapFetch', options, ['baseURL']);
  const pipeline = pipelineOf(auth);
  const known = wrapped.get(fetch);
  if (known?.auths.has(auth)) return fetch as SignedFetch;

  const base = originOf(options.baseURL);
  const isGlobal = fetch === globalThis.fetch;
  const current = (): typeof fetch => {
    // An app may have made this very function the global one.
    const now = isGlobal ? globalThis.fetch : fetch;
    return wrapped.get(now)?.auths.has(auth) ? fetch : now;
  };

  const signedFetch = async (
    input: RequestInfo | URL,
    init?: SignedRequestInit,
    { callerOf, authenticate = init?.authenticate }: CallContext = {},
  ): Promise<Response> => {
    const caller = callerOf?.(pipeline) ?? pipeline.source.caller();
    const send: typeof fetch = (...call) => current()(...call);
    const url = resolve(input);
    const coverage = !!url && authenticate !== false && pipeline.covers(url, base, methodOf(input, init));
    const told = withoutOurs(init);
    if (coverage && !isUsedUp(input, told))
      return signedCall(pipeline, send, isGlobal, input, url, told, caller, coverage);
    // Another Authenticator's function further in reads what is ours too.
    if (!wrapped.has(current())) return send(input, told);
    return (current() as ContextualFetch)(input, init, {
      ...(callerOf && { callerOf }),
      ...(authenticate !== undefined && { authenticate }),
    });
  };
  wrapped.set(signedFetch, { auths: new Set([...(known?.auths ?? []), auth]), inner: fetch });
  return signedFetch as SignedFetch;
}) as {
  (fetch: typeof globalThis.fetch, auth: Authenticator, options?: WrapFetchOptions): SignedFetch;
  <F extends AnyFetch>(fetch: F, auth: Authenticator, options?: WrapFetchOptions): SignedFetch<F>;
};
