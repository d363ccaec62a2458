import { integrity } from '#parts/fetch';
import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { untilAborted } from './core/abortable.js';
import type { Caller } from './core/credential-source.js';
import { requireKnownOptions } from './core/options.js';
import type { Pipeline } from './core/pipeline.js';
import { type Coverage, readBaseURL, resolveUrl } from './core/scope.js';
import { sendAuthenticated } from './core/send-authenticated.js';
import { isRequest, type FetchCall, readCall } from './fetch/read-call.js';
import { transport } from './fetch/transport.js';

// biome-ignore lint/suspicious/noExplicitAny: each has its own Request and Response
type AnyFetch = (input: any, init?: any) => Promise<any>;
/** The `init` of fetch, without naming a DOM type, which not every platform's types include. */
type InitOf<F extends AnyFetch> = NonNullable<Parameters<F>[1]>;

/** `RequestInit` with the option to send one call unsigned. */
export interface SignedRequestInit extends InitOf<typeof fetch> {
  /** `false` sends this call as if fetch were not wrapped. Default: true. */
  authenticate?: boolean;
}

/**
 * What `wrapKy` knows about a call besides its init: its caller (ky waits before it calls fetch), and whether it is authenticated. A separate
 * argument, so that ky's hooks do not see it. @internal
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

/**
 * A `fetch` whose calls are authenticated: the platform's, or another one (undici's, node-fetch's) with its own types.
 *
 * @example
 * await signedFetch(url, { method: 'POST', body: '{}' });
 * await signedFetch(url, { authenticate: false }); // unsigned
 */
export type SignedFetch<F extends AnyFetch = typeof fetch> = F &
  ((input: Parameters<F>[0], init?: InitOf<F> & Pick<SignedRequestInit, 'authenticate'>) => ReturnType<F>);

/**
 * Options of {@link wrapFetch}.
 *
 * @example
 * wrapFetch(fetch, auth, { baseURL: 'https://api.example.com' });
 */
export interface WrapFetchOptions {
  /** The base URL of the client that uses this fetch: in scope if `region` and `service` are set. Default: none. */
  readonly baseURL?: string | URL;
}

/** The Authenticators that each of our functions applies, and the fetch that it wraps. */
const wrappedFetches = new WeakMap<
  object,
  { readonly auths: ReadonlySet<Authenticator>; readonly inner: typeof fetch }
>();

const resolveInput = (input: RequestInfo | URL): URL | undefined =>
  resolveUrl(isRequest(input) ? input.url : String(input));

const methodOf = (input: RequestInfo | URL, init: RequestInit | undefined): string =>
  init?.method ?? (isRequest(input) ? input.method : 'GET');

/** Returns an init without our own option. */
const withoutOwnOption = (init: SignedRequestInit | undefined): RequestInit | undefined => {
  if (!init || !('authenticate' in init)) return init;
  const { authenticate: _, ...rest } = init;
  return rest;
};

/** Whether the platform itself will reject a call because its body has been read. */
const isConsumed = (input: RequestInfo | URL, init: RequestInit | undefined): boolean =>
  isRequest(input) &&
  !init?.body &&
  (input.bodyUsed || !!(input.body as { locked?: boolean } | null | undefined)?.locked);

/** Takes `integrity` out of an init, to be checked here, because fetch would hide a 403. */
const takeIntegrity = ({ init, rest }: FetchCall): string | undefined => {
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
  init: RequestInit | undefined,
  caller: Caller,
  coverage: Coverage,
): Promise<Response> => {
  const pendingCall = readCall(input, url, init, pipeline.scheme.streams(url));
  const call = 'then' in pendingCall ? await pendingCall : pendingCall;
  const hashes = takeIntegrity(call);
  // Before the request is sent: what it does must not depend on what can be loaded afterwards.
  const integrityPart = hashes && (await untilAborted(Promise.resolve(integrity()), call.init.signal));
  const { answer } = await sendAuthenticated(pipeline, {
    request: call.request,
    caller,
    coverage,
    signal: call.init.signal,
    mayHideAnswer: (error) => (error as Error | undefined)?.name === 'TypeError',
    ...transport(fetch, isGlobal, input, call),
  });
  if (integrityPart) await integrityPart.requireIntegrity(answer.response, hashes!);
  return answer.response;
};

/**
 * Wraps a `fetch` so that calls in scope are signed, and replayed once after a rejection. All other calls pass through untouched. The result
 * is a drop-in replacement for ofetch, openapi-fetch, graphql-request, Apollo and others.
 *
 * The global fetch is looked up at each call, so that tools that replace it later (msw) still see every request.
 *
 * @example
 * const signedFetch = wrapFetch(fetch, createSigV4({ credentials }));
 * const response = await signedFetch('https://abc.execute-api.eu-west-1.amazonaws.com/prod/items');
 * @param fetch The fetch to send with, usually the global one.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Wrapping twice with the same one has no effect.
 * @throws TypeError for an invalid argument. The wrapped function rejects as fetch does, and with an `AuthError` for a request that cannot
 * be signed.
 */
export const wrapFetch = ((
  fetch: typeof globalThis.fetch,
  auth: Authenticator,
  options: WrapFetchOptions = {},
): SignedFetch => {
  if (typeof fetch !== 'function') throw new TypeError('wrapFetch(fetch, auth): fetch must be a function.');
  requireKnownOptions('wrapFetch', options, { baseURL: 0 });
  const pipeline = pipelineOf(auth);
  const wrapping = wrappedFetches.get(fetch);
  if (wrapping?.auths.has(auth)) return fetch as SignedFetch;

  const base = readBaseURL(options.baseURL);
  const isGlobal = fetch === globalThis.fetch;
  const getFetch = (): typeof fetch => {
    // An app may have assigned this very function to the global.
    const currentFetch = isGlobal ? globalThis.fetch : fetch;
    return wrappedFetches.get(currentFetch)?.auths.has(auth) ? fetch : currentFetch;
  };

  const signedFetch = async (
    input: RequestInfo | URL,
    init?: SignedRequestInit,
    { callerOf, authenticate = init?.authenticate }: CallContext = {},
  ): Promise<Response> => {
    const caller = callerOf?.(pipeline) ?? pipeline.source.caller();
    const send: typeof fetch = (...call) => getFetch()(...call);
    const url = resolveInput(input);
    const coverage = !!url && authenticate !== false && pipeline.covers(url, base, methodOf(input, init));
    const plainInit = withoutOwnOption(init);
    if (coverage && !isConsumed(input, plainInit))
      return signedCall(pipeline, send, isGlobal, input, url, plainInit, caller, coverage);
    // Another Authenticator's function that we wrap reads our option, too.
    if (!wrappedFetches.has(getFetch())) return send(input, plainInit);
    return (getFetch() as ContextualFetch)(input, init, {
      ...(callerOf && { callerOf }),
      ...(authenticate !== undefined && { authenticate }),
    });
  };
  wrappedFetches.set(signedFetch, { auths: new Set([...(wrapping?.auths ?? []), auth]), inner: fetch });
  return signedFetch as SignedFetch;
}) as {
  (fetch: typeof globalThis.fetch, auth: Authenticator, options?: WrapFetchOptions): SignedFetch;
  <F extends AnyFetch>(fetch: F, auth: Authenticator, options?: WrapFetchOptions): SignedFetch<F>;
};
