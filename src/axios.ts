import axios, {
  type AxiosAdapter,
  type AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { type Deadline, startDeadline } from './axios/deadline.js';
import type { AxiosLike } from './axios/instance.js';
import { chooseTransport, isXhr } from './axios/transport.js';
import { hideSecrets, readData } from './axios/response.js';
import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { readBody } from './core/body.js';
import { AuthError, UnsignableRequestError } from './core/errors.js';
import type { Caller } from './core/credential-source.js';
import type { Pipeline } from './core/pipeline.js';
import { hiddenRedirect } from './core/redirects.js';
import { originOf, resolveUrl } from './core/scope.js';
import type { Answer } from './core/answer.js';
import { type Call, type Outcome, sendAuthenticated } from './core/send-authenticated.js';
import { type HeaderMap, isOneShot, toHeaderMap, type WireRequest, wireRequest } from './core/wire-request.js';

export type {} from './axios/commonjs.cjs';

declare module 'axios' {
  // Without type parameters, of which versions of axios have different ones.
  export interface AxiosRequestConfig {
    /** `false` sends this call as if the instance had not been intercepted. Default: true. */
    authenticate?: boolean;
  }
}

export type { AxiosLike } from './axios/instance.js';

type Config = InternalAxiosRequestConfig;

/** An answer of axios: a response, or the error that holds one. */
interface AxiosAnswer extends Answer {
  readonly response: AxiosResponse;
  readonly error?: AxiosError;
}

/** How many redirects axios's http adapter follows unless told otherwise (follow-redirects). */
const MOST_REDIRECTS = 21;

/** Joins URLs and serialises parameters as axios does, and nothing else. */
const joiner = /* @__PURE__ */ new axios.Axios({});

const urlOf = ({ url, baseURL, params, paramsSerializer, allowAbsoluteUrls }: Config): URL | undefined =>
  // Only what bears on the URL: merging a whole config takes longer than signing.
  resolveUrl(joiner.getUri({ url, baseURL, params, paramsSerializer, allowAbsoluteUrls } as AxiosRequestConfig));

const own = <K extends keyof Config>(config: Config, key: K): Config[K] | undefined =>
  Object.hasOwn(config, key) ? config[key] : undefined;

/** Whether a response or error belongs to a call that should have been signed and was not. */
type Unsigned = (config: Config | undefined) => AuthError | undefined;

/** The headers that axios's adapters send: `null` and `false` stand for none, an array for several values. */
const sentHeaders = function* ({ headers }: Config): Generator<[string, string]> {
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name];
    if (value !== undefined && value !== null && value !== false)
      yield [name, Array.isArray(value) ? value.join(', ') : String(value)];
  }
};

const toWire = async (config: Config, url: URL, pipeline: Pipeline): Promise<WireRequest> => {
  if (own(config, 'auth')) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      `The axios option \`auth\` would overwrite the signature of ${url.origin}${url.pathname}. Remove it, or pass authenticate: false.`,
    );
  }
  const { method = 'get', data } = config;
  const headers = toHeaderMap(sentHeaders(config));
  const silent = /^(get|head)$/i.test(method) && isXhr(config);
  const { body, contentType } = await readBody(silent ? undefined : data, pipeline.scheme.streams(url));
  // axios puts the type of a form on every body that it does not know, a Blob among them; the app's own type stays.
  const isGuess = /^(application\/x-www-form-urlencoded)?$/.test(headers['content-type'] ?? '');
  if (data instanceof Blob) {
    if (isGuess) headers['content-type'] = contentType ?? 'application/octet-stream';
  } else if (contentType && typeof data !== 'string') headers['content-type'] = contentType;
  // XMLHttpRequest sends no type without a body, so none may be signed.
  if (!body && isXhr(config)) delete headers['content-type'];
  if (!body || !isOneShot(body)) delete headers['content-length'];
  return wireRequest(method, url.href, headers, body);
};

/** Bytes in a form that every adapter sends unchanged: the http adapter knows no Uint8Array. */
const toData = (body: Uint8Array<ArrayBuffer> | Blob): unknown => {
  if (body instanceof Blob) return body;
  const { buffer, byteOffset, byteLength } = body;
  if (globalThis.Buffer) return globalThis.Buffer.from(buffer, byteOffset, byteLength);
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
};

/** The options that have gone into the URL already. */
const RESOLVED = { baseURL: undefined, params: undefined, paramsSerializer: undefined, allowAbsoluteUrls: undefined };

/** The config of one send. Headers are new each time, because the http adapter writes into them. */
const configFor = (config: Config, { method, url, body }: WireRequest, headers: HeaderMap, own?: object): Config =>
  Object.assign({}, config, RESOLVED, own, {
    method,
    url: url.href,
    headers: new axios.AxiosHeaders(headers),
    data: body && (isOneShot(body) ? body.stream : toData(body)),
  }) as Config;

const toAnswer = (response: AxiosResponse, error?: AxiosError): AxiosAnswer => ({
  response,
  ...(error && { error }),
  status: response.status,
  header: (name) => {
    const value = axios.AxiosHeaders.from(response.headers as Record<string, string>).get(name);
    return value === undefined || value === null ? null : String(value);
  },
  text: () => readData(response),
  discard: () => {
    const { data } = response;
    if (typeof data?.destroy === 'function') data.destroy();
    else if (data instanceof ReadableStream) data.cancel().catch(() => {});
  },
});

/** Sends by an adapter of axios. */
const transport = (
  adapter: AxiosAdapter,
  config: Config,
  deadline: Deadline,
): Pick<Call<AxiosAnswer>, 'send' | 'leave'> => {
  const run = async (sent: Config): Promise<AxiosAnswer> => {
    try {
      return toAnswer(await deadline.whileSending((timeout) => adapter(Object.assign(sent, timeout))));
    } catch (error) {
      const { response } = error as AxiosError;
      if (!response) throw error;
      return toAnswer(response, error as AxiosError);
    }
  };
  return {
    send: async (request, headers) => {
      const redirect = config.fetchOptions?.redirect === 'error' ? 'error' : 'manual';
      const fetchOptions = { ...config.fetchOptions, redirect };
      const answer = await run(configFor(config, request, headers, { maxRedirects: 0, fetchOptions }));
      // What a browser's fetch makes of a redirect that it was told not to follow.
      if (answer.status === 0 && redirectsOf(config) > 0) throw hiddenRedirect(request);
      return answer;
    },
    leave: (request) => {
      const headers: HeaderMap = { ...request.headers };
      for (const name of config.sensitiveHeaders ?? []) delete headers[name.toLowerCase()];
      return run(configFor(config, request, headers));
    },
  };
};

const redirectsOf = ({ maxRedirects, fetchOptions }: Config): number =>
  fetchOptions?.redirect && fetchOptions.redirect !== 'follow' ? 0 : (maxRedirects ?? MOST_REDIRECTS);

/** axios's `beforeRedirect`, for the redirects that are followed here; what it does to the headers counts. */
const beforeRedirect =
  (config: Config, current: WireRequest) =>
  (answer: AxiosAnswer, next: WireRequest): WireRequest => {
    if (!config.beforeRedirect) return next;
    const { href, protocol, host, hostname, port, pathname, search } = new URL(next.url.href);
    const headers = { ...next.headers };
    const options = { href, protocol, host, hostname, port, path: pathname + search, method: next.method, headers };
    const details = { headers: answer.response.headers as Record<string, string>, statusCode: answer.status as never };
    config.beforeRedirect(options, details, {
      url: current.url.href,
      method: current.method,
      headers: current.headers,
    });
    return { ...next, headers: toHeaderMap(Object.entries(options.headers)) };
  };

const signalOf = ({ signal, cancelToken }: Config): AbortSignal | undefined => {
  const token = (cancelToken as { toAbortSignal?(): AbortSignal } | undefined)?.toAbortSignal?.();
  const both = [signal as AbortSignal | undefined, token].filter((one) => one !== undefined);
  return both.length > 1 ? AbortSignal.any(both) : both[0];
};

/** The error of a call whose time was up, if that is why it was aborted. */
const timeoutOf = ({ reason }: AbortSignal): AxiosError | undefined =>
  axios.isAxiosError(reason) ? reason : undefined;

/** Gives axios what its own adapter would: the response, or the error; about the app's config, not the signed one. */
const settle = ({ answer, failure }: Outcome<AxiosAnswer>, config: Config): AxiosResponse => {
  const { response, error } = answer;
  response.config = config;
  hideSecrets(response);
  if (!error) return response;
  error.config = config;
  hideSecrets(error);
  if (failure !== undefined)
    Object.defineProperty(error, 'cause', { value: failure, configurable: true, writable: true });
  throw error;
};

/** The adapter that authenticates, around the one that sends. */
const signingAdapter =
  (
    inner: Config['adapter'],
    pipeline: Pipeline,
    base: string | undefined,
    handled: WeakSet<object>,
    caller: Caller,
  ): AxiosAdapter =>
  async (config) => {
    // From here on the config is the app's own again: what it sees on responses and errors, and what it may send anew.
    if (inner === undefined) delete config.adapter;
    else config.adapter = inner;
    handled.add(config);
    const url = own(config, 'authenticate') === false ? undefined : urlOf(config);
    const coverage = !!url && pipeline.covers(url, base, config.method ?? 'get');
    const adapter = axios.getAdapter(coverage ? chooseTransport(config) : (inner ?? axios.defaults.adapter), config);
    if (!coverage) return adapter(config);

    const deadline = startDeadline(config, signalOf(config));
    const { signal } = deadline;
    try {
      const request = await toWire(config, url, pipeline);
      const outcome = await sendAuthenticated(pipeline, {
        request,
        caller,
        coverage,
        signal,
        onSignInWait: deadline.pause,
        redirects: redirectsOf(config),
        mayHideAnswer: (error) =>
          !axios.isCancel(error) && !/^(ECONNABORTED|ETIMEDOUT)$/.test((error as AxiosError).code ?? ''),
        onRedirect: beforeRedirect(config, request),
        ...transport(adapter, config, deadline),
      });
      return settle(outcome, config);
    } catch (error) {
      if (signal?.aborted && !axios.isCancel(error) && error !== timeoutOf(signal)) {
        throw timeoutOf(signal) ?? new axios.CanceledError(undefined, undefined, config);
      }
      if (axios.isAxiosError(error)) {
        error.config = config;
        hideSecrets(error);
      }
      throw error;
    } finally {
      deadline.clear();
    }
  };

/** Which instances are intercepted, by which Authenticator, and how to undo it. */
const attached = new WeakMap<AxiosLike, Map<Authenticator, () => void>>();

/**
 * Makes an existing axios instance authenticate its calls in scope: they are signed, and after a rejection healed and
 * replayed once. Other interceptors, transforms and options keep working, in whatever order they were added: the
 * signature is made around the adapter, over the final request, and response interceptors never see the first 403.
 *
 * In browsers signed calls go by axios's fetch adapter, because XMLHttpRequest can neither stop nor see a redirect; set
 * `adapter: 'xhr'` (or `onUploadProgress`) to insist. A call steps aside with `authenticate: false` in its config.
 *
 * @param instance The instance, or `axios` itself.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Intercepting twice with the same has no effect.
 * @returns The function that undoes it.
 * @throws TypeError for an argument that is wrong. Calls reject as axios's do, and with an `AuthError` for a request that
 * cannot be authenticated.
 */
export const interceptAxios = (instance: AxiosLike, auth: Authenticator): (() => void) => {
  if (typeof instance?.interceptors?.request?.use !== 'function') {
    throw new TypeError('interceptAxios(instance, auth): instance must be an axios instance.');
  }
  if (typeof axios.getAdapter !== 'function') throw new TypeError('interceptAxios needs axios 1.5 or later.');
  const { defaults, interceptors } = instance as AxiosInstance;
  const pipeline = pipelineOf(auth);
  const known = attached.get(instance) ?? new Map<Authenticator, () => void>();
  attached.set(instance, known);
  const detachKnown = known.get(auth);
  if (detachKnown) return detachKnown;

  const base = originOf(defaults.baseURL);
  const handled = new WeakSet<object>();
  const missed: Unsigned = (config) => {
    if (!config || handled.has(config) || own(config, 'authenticate') === false) return undefined;
    const url = urlOf(config);
    if (!url || !pipeline.covers(url, base, config.method ?? 'get')) return undefined;
    return new AuthError(
      'not-signed',
      `A call to ${url.origin} left unsigned, because an interceptor replaced config.adapter after ours had run. ` +
        'Set the adapter on the instance, or register that interceptor after interceptAxios.',
    );
  };

  const callerOf = Symbol('sigv4-interceptor.caller');
  const onRequest = interceptors.request.use(
    (config: Config & { [callerOf]?: Caller }) => {
      const { [callerOf]: caller = pipeline.source.caller() } = config;
      delete config[callerOf];
      config.adapter = signingAdapter(config.adapter, pipeline, base, handled, caller);
      return config;
    },
    null,
    {
      synchronous: true,
      // axios asks this the moment a call is made; the interceptor itself runs after all that were added later, which may wait.
      runWhen: (config) => Object.assign(config, { [callerOf]: pipeline.source.caller() }) && true,
    },
  );
  const onResponse = interceptors.response.use(
    (response) => {
      const error = missed(response.config);
      if (error) throw error;
      return response;
    },
    (error: AxiosError | undefined) => {
      throw (error?.response && missed(error.config)) ?? error;
    },
  );
  const detach = (): void => {
    interceptors.request.eject(onRequest);
    interceptors.response.eject(onResponse);
    known.delete(auth);
  };
  known.set(auth, detach);
  return detach;
};
