import type { AxiosAdapter, AxiosError, AxiosInstance, AxiosResponse } from 'axios';
import { type Config, restoreConfig, own, sentHeaders } from './axios/config.js';
import { type AxiosCopy, copyOf } from './axios/copy.js';
import { startDeadline } from './axios/deadline.js';
import type { AxiosLike } from './axios/instance.js';
import { concealAgents } from './axios/conceal.js';
import { callersOf, type Marked, markWith, unmark } from './axios/marks.js';
import {
  type AxiosAnswer,
  chooseAdapter,
  createTransport,
  headerOf,
  isFetch,
  isSignedBy,
  isXhr,
  redirectsOf,
  sendWith,
} from './axios/transport.js';
import { untilAborted } from './core/abortable.js';
import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { isBlob, readBody, copyBytes } from './core/body.js';
import type { Outcome } from './core/call.js';
import type { Caller } from './core/credential-source.js';
import { AuthError, isAuthError, UnsignableRequestError } from './core/errors.js';
import type { Pipeline } from './core/pipeline.js';
import { parseOrigin, resolveUrl } from './core/scope.js';
import { sendAuthenticated } from './core/send-authenticated.js';
import { isOneShot, toHeaderMap, type WireRequest, wireRequest } from './core/wire-request.js';

export type {} from './axios/commonjs.cjs';
export type { AxiosLike } from './axios/instance.js';

declare module 'axios' {
  // Without type parameters, which differ between versions of axios.
  export interface AxiosRequestConfig {
    /**
     * `false` sends this call as if the instance were not intercepted. Default: true.
     *
     * @example
     * await api.get('/public', { authenticate: false });
     */
    authenticate?: boolean;
  }
}

/** An instance's state for one Authenticator. */
interface Interception {
  readonly copy: AxiosCopy;
  readonly pipeline: Pipeline;
  /** The origin of the instance's baseURL when it was intercepted. */
  readonly base: string | undefined;
}

/** The limit of remembered calls that have not reached our interceptor yet. Some may never do. */
const MAX_PENDING_CALLERS = 100;

/** The adapter that each of our adapters wraps. */
const layers = new WeakMap<object, { readonly inner: Config['adapter']; readonly pipeline: Pipeline }>();

const urlOf = (copy: AxiosCopy, config: Config): URL | undefined => resolveUrl(copy.getUri(config));

/** Restores a config to what the app passed: it appears on responses and errors, and the app may send it again. */
const release = (config: Marked): void => {
  unmark(config);
  let { adapter } = config;
  for (let layer = adapter && layers.get(adapter as object); layer; layer = adapter && layers.get(adapter as object))
    adapter = layer.inner;
  if (adapter === undefined) delete config.adapter;
  else config.adapter = adapter;
};

const toWire = async (
  { copy, pipeline }: Interception,
  config: Config,
  url: URL,
  adapter: Config['adapter'],
  signal: AbortSignal | undefined,
): Promise<WireRequest> => {
  if (own(config, 'auth')) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      `The axios option \`auth\` would overwrite the signature of ${url.origin}${url.pathname}. Remove it, or send this call unsigned with authenticate: false.`,
    );
  }
  /** Rejects with axios's own error, because the app's stream failed. */
  const failed = async (error: unknown): Promise<never> => {
    if (isAuthError(error)) throw error;
    const AxiosError = await copy.errorType();
    if (!isFetch(adapter)) throw AxiosError.from(error as Error, undefined, config);
    throw Object.assign(new AxiosError('Network Error', 'ERR_NETWORK', config), { cause: error });
  };
  const { method = 'get', data } = config;
  const headers = toHeaderMap(sentHeaders(config));
  const xhr = isXhr(adapter);
  const silent = xhr && /^(get|head)$/i.test(method);
  // Adapters send no body for a falsy value; and an app may reuse its buffer while the call waits.
  const given = silent || (!data && data !== '') ? undefined : copyBytes(data);
  const reading = readBody(given, pipeline.scheme.streams(url), signal);
  const { body, contentType } = 'then' in reading ? await reading.catch(failed) : reading;
  // axios gives bodies that it does not know, such as a Blob, the content type of a form. Keep only the app's own.
  const isGuess = /^(application\/x-www-form-urlencoded)?$/.test(headers['content-type'] ?? '');
  if (isBlob(data)) {
    if (isGuess) headers['content-type'] = contentType ?? 'application/octet-stream';
  } else if (contentType && typeof data !== 'string') headers['content-type'] = contentType;
  // XMLHttpRequest sends no content type without a body, so do not sign one.
  if (!body && xhr) delete headers['content-type'];
  if (!body || !isOneShot(body)) delete headers['content-length'];
  return wireRequest(method, url.href, headers, body);
};

const setCause = (error: unknown, cause: unknown): void => {
  if (cause === undefined || !Object.isExtensible(error)) return;
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
};

/** Settles a call like axios's own adapter: with the response or the error. */
const settle = ({ answer, failure }: Outcome<AxiosAnswer>): AxiosResponse => {
  const { response, error } = answer;
  if (!error) return response!;
  setCause(error, failure);
  throw error;
};

const isCancel = (error: unknown): boolean => !!(error as { __CANCEL__?: boolean } | undefined)?.__CANCEL__;

/** Sends a call in scope. */
const sendSigned = async (
  interception: Interception,
  inner: Config['adapter'],
  config: Config,
  url: URL,
  caller: Caller,
  coverage: 'named' | 'recognised',
): Promise<AxiosResponse> => {
  const { copy, pipeline } = interception;
  const adapter = chooseAdapter(inner, config);
  const deadline = startDeadline(config, copy, isFetch(adapter));
  const { signal } = deadline;
  try {
    const request = await untilAborted(toWire(interception, config, url, adapter, signal), signal);
    const outcome = await sendAuthenticated(pipeline, {
      request,
      caller,
      coverage,
      signal,
      onSignInWait: deadline.pause,
      redirects: redirectsOf(config, adapter),
      // Only browser adapters hide a response, with this code.
      mayHideAnswer: (error) => (error as AxiosError | undefined)?.code === 'ERR_NETWORK',
      ...createTransport(interception, adapter, config, request, deadline),
    });
    return settle(outcome);
  } catch (error) {
    const late = deadline.error();
    if (late) throw await late;
    // For an aborted call, axios throws its own error before it calls the adapter.
    if (signal?.aborted && !isCancel(error))
      return await copy.dispatch({ ...config, adapter: () => Promise.reject(error) });
    throw error;
  } finally {
    deadline.clear();
    concealAgents(config);
  }
};

/** Explains the rejection of a call out of scope, if it lacked a signature. */
const explainUntouched = (pipeline: Pipeline, url: URL, error: unknown): void => {
  const { response, cause } = (error ?? {}) as AxiosError;
  // Another Authenticator of the instance may have explained it.
  if (!response || cause !== undefined) return;
  const { status, data } = response;
  const errorType = String(headerOf(response, 'x-amzn-errortype') ?? '');
  setCause(error, pipeline.explainUntouched(url, { status, errorType, text: typeof data === 'string' ? data : '' }));
};

/** Creates the signing adapter, which wraps the sending one. */
const signingAdapter = (interception: Interception, inner: Config['adapter'], caller: Caller): AxiosAdapter => {
  const { copy, pipeline, base } = interception;
  const adapter: AxiosAdapter = async (config) => {
    const isOurs = isSignedBy(pipeline, config);
    if (!isOurs) release(config);
    const url = isOurs || own(config, 'authenticate') === false ? undefined : urlOf(copy, config);
    const coverage = !!url && pipeline.covers(url, base, config.method ?? 'get');
    try {
      const response = await (coverage
        ? sendSigned(interception, inner, config, url, caller, coverage)
        : sendWith(copy, inner, config));
      restoreConfig(response, config);
      return response;
    } catch (error) {
      restoreConfig(error, config);
      if (!coverage && url) explainUntouched(pipeline, url, error);
      throw error;
    }
  };
  layers.set(adapter, { inner, pipeline });
  return adapter;
};

/** How to undo each Authenticator's interception of an instance. */
const attached = new WeakMap<AxiosLike, Map<Authenticator, () => void>>();

/**
 * Intercepts an axios instance so that calls in scope are signed, and replayed once after a rejection. Other interceptors, transforms and
 * options keep working in any order: the signing step wraps the adapter, so it signs the final request, and response interceptors never see
 * the first 403.
 *
 * In browsers, signed calls use axios's fetch adapter, because XMLHttpRequest can neither stop nor see a redirect; `adapter: 'xhr'` or
 * `onUploadProgress` override that. `authenticate: false` in a call's config sends it unsigned.
 *
 * @example
 * const api = axios.create({ baseURL: 'https://abc.execute-api.eu-west-1.amazonaws.com/prod' });
 * const detach = interceptAxios(api, createSigV4({ credentials }));
 * const { data } = await api.get('/items');
 * @param given The instance, or `axios` itself.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Intercepting twice with the same one has no effect.
 * @returns A function that undoes it.
 * @throws TypeError for an invalid argument. Calls reject as axios's do, and with an `AuthError` for a request that cannot be signed.
 */
export const interceptAxios = (given: AxiosLike, auth: Authenticator): (() => void) => {
  const instance = given as AxiosInstance;
  const pipeline = pipelineOf(auth);
  const known = attached.get(instance) ?? new Map<Authenticator, () => void>();
  const detachKnown = known.get(auth);
  if (detachKnown) return detachKnown;
  const interception: Interception = { copy: copyOf(instance), pipeline, base: parseOrigin(instance.defaults.baseURL) };
  const { copy, base } = interception;
  attached.set(instance, known);

  /** Returns the error for a call that should have been signed but was not. */
  const missed = (config: Marked | null | undefined): AuthError | undefined => {
    const callers = callersOf(config);
    // Interceptors that were added earlier may return anything.
    if (!config || !callers?.delete(pipeline)) return undefined;
    if (callers.size === 0) release(config);
    const url = own(config, 'authenticate') === false ? undefined : urlOf(copy, config);
    if (!url || !pipeline.covers(url, base, config.method ?? 'get')) return undefined;
    return new AuthError(
      'not-signed',
      `A call to ${url.origin} was sent unsigned, because an interceptor replaced config.adapter after interceptAxios had set it. ` +
        'Set the adapter on the instance, or register that interceptor after interceptAxios.',
    );
  };

  /** The callers whose calls have not reached our interceptor yet, in order. */
  const pending: Caller[] = [];
  const claim = (marked: Caller | undefined): Caller => {
    // If an interceptor has lost the mark, use the earliest caller, so that no call is sent as a user who signed in later.
    const at = marked ? pending.indexOf(marked) : 0;
    const [caller] = at < 0 ? [] : pending.splice(at, 1);
    return marked ?? caller ?? pipeline.source.caller();
  };

  const onRequest = instance.interceptors.request.use(
    (given: Marked) => {
      if (typeof given !== 'object' || given === null) return given;
      const config = Object.isExtensible(given) ? given : { ...given };
      const callers = callersOf(config) ?? new Map<Pipeline, Caller>();
      const caller = claim(callers.get(pipeline));
      markWith(config, callers.set(pipeline, caller));
      const layer = config.adapter && layers.get(config.adapter as object);
      const inner = layer?.pipeline === pipeline ? layer.inner : config.adapter;
      config.adapter = signingAdapter(interception, inner, caller);
      return config;
    },
    null,
    {
      synchronous: true,
      // axios calls this when a call is made. The interceptor itself runs after those that were added later, which may wait.
      runWhen: (config: Marked) => {
        const caller = pipeline.source.caller();
        markWith(config, new Map(callersOf(config)).set(pipeline, caller));
        if (pending.push(caller) > MAX_PENDING_CALLERS) pending.shift();
        return true;
      },
    },
  );
  const onResponse = instance.interceptors.response.use(
    (response) => {
      const error = missed(response?.config);
      if (error) throw error;
      return response;
    },
    (error: AxiosError | undefined) => {
      const reason = missed(error?.config);
      throw (error?.response && reason) ?? error;
    },
  );
  const detach = (): void => {
    instance.interceptors.request.eject(onRequest);
    instance.interceptors.response.eject(onResponse);
    known.delete(auth);
  };
  known.set(auth, detach);
  return detach;
};
