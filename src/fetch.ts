import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { readBody, readWebStream } from './core/body.js';
import type { Caller } from './core/credential-source.js';
import { requireKnownOptions } from './core/options.js';
import type { Coverage, Pipeline } from './core/pipeline.js';
import { hiddenRedirect } from './core/redirects.js';
import { originOf, resolveUrl } from './core/scope.js';
import { type Answer, readBeginning } from './core/answer.js';
import { type Call, sendAuthenticated } from './core/send-authenticated.js';
import { type HeaderMap, isOneShot, toHeaderMap, type WireRequest, wireRequest } from './core/wire-request.js';

/** What the platform's fetch takes, by names that every platform's typings have: `RequestInfo` is the DOM library's. */
type FetchInput = Parameters<typeof fetch>[0];
type FetchInit = NonNullable<Parameters<typeof fetch>[1]>;

/** `RequestInit` with the switch that lets one call step aside. */
export interface SignedRequestInit extends FetchInit {
  /** `false` sends this call as if it had not been wrapped. Default: true. */
  authenticate?: boolean;
}

/** What `wrapKy` adds: who made the call, because ky waits before it calls fetch. @internal */
export interface CallerInit extends SignedRequestInit {
  sigv4Caller?: CallerOf;
}

/** Who made a call, as the pipeline that is asked for knew it then. A function, so that ky hands it on as it is. @internal */
export type CallerOf = (pipeline: Pipeline) => Caller | undefined;

/** A `fetch` whose calls are authenticated. */
export type SignedFetch = typeof fetch & ((input: FetchInput, init?: SignedRequestInit) => Promise<Response>);

/** Options of {@link wrapFetch}. */
export interface WrapFetchOptions {
  /** The base URL of the client that this fetch is given to: in scope where `region` and `service` are given. */
  readonly baseURL?: string | URL;
}

/** How many redirects fetch follows (Fetch standard, "HTTP-redirect fetch"). */
const MOST_REDIRECTS = 20;

/** Which Authenticators each of our functions already applies, and what it wraps. */
const wrapped = new WeakMap<object, { readonly auths: ReadonlySet<Authenticator>; readonly inner: typeof fetch }>();

/** An answer of fetch. */
interface FetchAnswer extends Answer {
  readonly response: Response;
}

const toAnswer = (response: Response): FetchAnswer => ({
  response,
  status: response.status,
  header: (name) => response.headers.get(name),
  text: async () => {
    const stream = response.clone().body;
    return stream ? readBeginning(stream) : '';
  },
  discard: () => void response.body?.cancel().catch(() => {}),
});

/** The members of a Request that its successor must have too. `mode: 'navigate'` cannot be asked for. */
const platformInit = ({
  credentials,
  mode,
  cache,
  redirect,
  referrer,
  referrerPolicy,
  integrity,
  keepalive,
  signal,
}: Request): RequestInit => ({
  ...(credentials && { credentials }),
  ...(mode && mode !== 'navigate' && { mode }),
  ...(cache && { cache }),
  ...(redirect && { redirect }),
  ...(referrer && { referrer }),
  ...(referrerPolicy && { referrerPolicy }),
  ...(integrity && { integrity }),
  ...(keepalive && { keepalive }),
  signal,
});

/** A call of fetch as what leaves, and what the platform is told besides. */
interface ReadCall {
  readonly request: WireRequest;
  readonly init: RequestInit;
}

const readRequest = async (request: Request, init: RequestInit | undefined): Promise<ReadCall> => {
  const headers = toHeaderMap(request.headers);
  const body = request.body ? await readWebStream(request.body) : undefined;
  const { body: _, headers: __, method: ___, ...rest } = init ?? {};
  return {
    request: wireRequest(request.method, request.url, headers, body),
    init: { ...platformInit(request), ...rest },
  };
};

const readCall = async (
  input: RequestInfo | URL,
  url: URL,
  init: RequestInit | undefined,
  streaming: boolean,
): Promise<ReadCall> => {
  if (typeof input === 'object' && 'headers' in input) {
    // A Request with an init is what fetch itself makes of the two.
    return readRequest(init ? new Request(input, init) : input, init);
  }
  const { body: given, headers: givenHeaders, method = 'GET', ...rest } = init ?? {};
  const headers: HeaderMap = toHeaderMap(givenHeaders ? new Headers(givenHeaders) : []);
  // A Blob goes on as it is: its bytes are held only while they are hashed.
  const { body, contentType } =
    given instanceof Blob ? { body: given, contentType: given.type || undefined } : await readBody(given, streaming);
  if (contentType) headers['content-type'] ??= contentType;
  return { request: wireRequest(method, url.href, headers, body), init: rest };
};

const resolve = (input: RequestInfo | URL): URL | undefined =>
  resolveUrl(typeof input === 'string' ? input : 'url' in input ? input.url : input.href);

/** Sends through the platform, redirects left to us. */
const transport = (fetch: typeof globalThis.fetch, init: RequestInit): Pick<Call<FetchAnswer>, 'send' | 'leave'> => {
  const platformInit = ({ method, body }: WireRequest, headers: HeaderMap): RequestInit => ({
    ...init,
    method,
    headers,
    // Streams need `duplex` (Fetch standard, "RequestInit").
    ...(body && (isOneShot(body) ? { body: body.stream as BodyInit, duplex: 'half' } : { body })),
  });
  return {
    send: async (request, headers) => {
      const redirect = init.redirect === 'error' ? 'error' : 'manual';
      const response = await fetch(request.url.href, { ...platformInit(request, headers), redirect });
      if (response.type === 'opaqueredirect' && init.redirect !== 'manual') throw hiddenRedirect(request);
      return toAnswer(response);
    },
    leave: async (request) => toAnswer(await fetch(request.url.href, platformInit(request, request.headers))),
  };
};

/** An init as the platform knows it. */
const withoutOurs = (init: CallerInit | undefined): RequestInit | undefined => {
  if (!init || !('authenticate' in init || 'sigv4Caller' in init)) return init;
  const { authenticate: _, sigv4Caller: __, ...rest } = init;
  return rest;
};

const signedCall = async (
  pipeline: Pipeline,
  fetch: typeof globalThis.fetch,
  input: RequestInfo | URL,
  url: URL,
  given: RequestInit | undefined,
  caller: Caller,
  coverage: Coverage,
): Promise<Response> => {
  const { request, init } = await readCall(input, url, given, pipeline.scheme.streams(url));
  const { answer } = await sendAuthenticated(pipeline, {
    request,
    caller,
    coverage,
    signal: init.signal,
    redirects: init.redirect === undefined || init.redirect === 'follow' ? MOST_REDIRECTS : 0,
    mayHideAnswer: (error) => (error as Error | undefined)?.name === 'TypeError',
    ...transport(fetch, init),
  });
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
export const wrapFetch = (
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

  const signedFetch = async (input: RequestInfo | URL, init?: CallerInit): Promise<Response> => {
    const caller = init?.sigv4Caller?.(pipeline) ?? pipeline.source.caller();
    const send: typeof fetch = (...call) => current()(...call);
    const url = resolve(input);
    const coverage = !!url && init?.authenticate !== false && pipeline.covers(url, base);
    if (coverage) return signedCall(pipeline, send, input, url, withoutOurs(init), caller, coverage);
    // Another Authenticator's function further in reads our options too.
    return send(input, wrapped.has(current()) ? init : withoutOurs(init));
  };
  wrapped.set(signedFetch, { auths: new Set([...(known?.auths ?? []), auth]), inner: fetch });
  return signedFetch as SignedFetch;
};
