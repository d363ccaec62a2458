import { withTimeout } from './answer.js';
import { type Authenticator, pipelineOf } from './authenticator.js';
import { readBody, copyBytes } from './body.js';
import type { Answer, Call, Outcome, Transport } from './call.js';
import { toHeaderPairs } from './headers.js';
import { type OptionNames, requireKnownOptions, requireOption } from './options.js';
import { MAX_EVIDENCE } from './rejection.js';
import { readBaseURL, resolveUrl } from './scope.js';
import { sendAuthenticated } from './send-authenticated.js';
import { toHeaderMap, wireRequest } from './wire-request.js';

/** Options of {@link createAdapter}. */
export interface AdapterOptions {
  /** The client's base URL: in scope if `region` and `service` are given. Default: none. */
  readonly baseURL?: string | URL;
}

/** A client's call, and how the client sends it. */
export interface ClientCall<A extends Answer> extends Transport<A>, Pick<Call<A>, 'signal' | 'onSignInWait'> {
  /** All headers that the client would send. A `content-type` is added if there is none and the body implies one. */
  readonly headers?: Headers | Readonly<Record<string, string>> | Iterable<readonly [string, string]>;
  /** Text, bytes, Blob, FormData, URLSearchParams, or a web or Node stream; as passed to the client. Default: none. */
  readonly body?: unknown;
}

/** A call in scope, registered when it was made. */
export interface BegunCall {
  /**
   * Signs and sends the call; after a rejection re-authenticates and replays it once.
   *
   * @returns The response for the caller, as `send` returned it, and why recovery failed, if it did.
   * @throws AuthError for a call that cannot be signed; TypeError for a missing function; or whatever `send` rejects with.
   */
  send<A extends Answer>(call: ClientCall<A>): Promise<Outcome<A>>;
}

/**
 * Begins a call. Call it as soon as the client is called, before anything is awaited: it records who makes the call, so that the
 * call is not sent as another user who signs in meanwhile.
 *
 * @returns `undefined` for a URL out of scope: send the call as it is.
 */
export type BeginCall = (method: string, url: string | URL) => BegunCall | undefined;

const CALL_OPTIONS: OptionNames<ClientCall<Answer>> = {
  headers: 0,
  body: 0,
  signal: 0,
  onSignInWait: 0,
  redirects: 0,
  redirectError: 0,
  send: 0,
  leave: 0,
  mayHideAnswer: 0,
  onRedirect: 0,
};

/** Wraps a client's answer, as far as it is foreign code: `text()` is limited in length and time, and no failure of it matters. */
const limitAnswer = <A extends Answer>(answer: A): Answer & { readonly original: A } => {
  requireOption(typeof answer?.status === 'number', 'createAdapter: an answer needs status, a number.');
  for (const name of ['header', 'text', 'discard'] as const) {
    requireOption(typeof answer[name] === 'function', `createAdapter: an answer needs ${name}, a function.`);
  }
  return {
    original: answer,
    status: answer.status,
    header: (name) => answer.header(name) ?? null,
    text: async () => {
      const text = (async () => answer.text())().catch(() => '');
      return String((await withTimeout(text, '')) ?? '').slice(0, MAX_EVIDENCE);
    },
    discard: () => {
      (async () => answer.discard())().catch(() => {});
    },
  };
};

/** Header values as text, because an app may pass a number, or `undefined` for no header. */
const textPairs = function* (headers: object): Iterable<readonly [string, string]> {
  for (const [name, value] of toHeaderPairs(headers)) {
    if (value !== undefined && value !== null) yield [name, String(value)];
  }
};

/**
 * Creates the function that an adapter for another HTTP client begins its calls with. Each call is then sent through the client; the
 * Authenticator signs it, judges the response, renews credentials once for all waiting calls, and replays it.
 *
 * @param auth What `createSigV4` or `createTokenAuth` returned.
 * @example
 * const begin = createAdapter(auth);
 *
 * const signedRequest = async (url, { method = 'GET', ...options } = {}) => {
 *   const call = begin(method, url);
 *   if (!call) return client(url, { method, ...options }); // out of scope: untouched
 *   const send = async ({ method, url, body }, headers) =>
 *     toAnswer(await client(url.href, { ...options, method, headers, body, followRedirects: false }));
 *   const { answer } = await call.send({
 *     headers: options.headers,
 *     body: options.body,
 *     signal: options.signal,
 *     redirects: 20,
 *     send,
 *     leave: (request) => send(request, request.headers),
 *     mayHideAnswer: () => false,
 *   });
 *   return answer.response;
 * };
 * @throws TypeError for an invalid argument.
 */
export const createAdapter = (auth: Authenticator, options: AdapterOptions = {}): BeginCall => {
  requireKnownOptions('createAdapter', options, { baseURL: 0 });
  const pipeline = pipelineOf(auth);
  const base = readBaseURL(options.baseURL);
  return (method, input) => {
    const caller = pipeline.source.caller();
    const url = resolveUrl(String(input));
    const coverage = !!url && pipeline.covers(url, base, method);
    if (!coverage) return undefined;
    return {
      send: async <A extends Answer>(call: ClientCall<A>): Promise<Outcome<A>> => {
        requireKnownOptions('call.send', call ?? {}, CALL_OPTIONS);
        const {
          headers = {},
          body: data,
          signal,
          onSignInWait,
          redirects,
          redirectError,
        } = call ?? ({} as ClientCall<A>);
        for (const name of ['send', 'leave', 'mayHideAnswer'] as const) {
          requireOption(typeof call?.[name] === 'function', `createAdapter: pass the function ${name} to each call.`);
        }
        const headerMap = toHeaderMap(textPairs(headers));
        const { body, contentType } = await readBody(copyBytes(data), pipeline.scheme.streams(url), signal);
        if (contentType) headerMap['content-type'] ??= contentType;
        const { answer, failure } = await sendAuthenticated(pipeline, {
          // Unparsed, because a URL object collapses dot segments.
          request: wireRequest(
            method,
            typeof input === 'string' && /^https?:/i.test(input) ? input : url.href,
            headerMap,
            body,
          ),
          caller,
          coverage,
          signal,
          onSignInWait,
          redirects,
          ...(redirectError && { redirectError }),
          send: async (request, signedHeaders) => limitAnswer(await call.send(request, signedHeaders)),
          leave: async (request) => limitAnswer(await call.leave(request)),
          mayHideAnswer: (error) => call.mayHideAnswer(error),
          onRedirect: (redirect, next) => call.onRedirect?.(redirect.original, next) ?? next,
        });
        return { answer: answer.original, ...(failure !== undefined && { failure }) };
      },
    };
  };
};
