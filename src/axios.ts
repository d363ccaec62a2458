import { nodeHttp } from '#parts/axios';
import type { AxiosAdapter, AxiosError, AxiosInstance, AxiosResponse } from 'axios';
import { type Config, restoreConfig, getOwn, effectiveHeaders } from './axios/config.js';
import { type AxiosCopy, findAxiosCopy } from './axios/copy.js';
import { startDeadline } from './axios/deadline.js';
import type { AxiosLike } from './axios/instance.js';
import { getCallers, type MarkedConfig, setCallers, clearCallers } from './axios/marks.js';
import {
  chooseAdapter,
  createTransport,
  getHeader,
  isFetch,
  isSignedBy,
  isXhr,
  redirectsOf,
  sendWith,
} from './axios/transport.js';
import { untilAborted } from './core/abortable.js';
import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { isBlob, readBody, copyBytes } from './core/body.js';
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
const layers = new WeakMap<object, { readonly innerAdapter: Config['adapter']; readonly pipeline: Pipeline }>();

const resolveConfigUrl = (copy: AxiosCopy, config: Config): URL | undefined => resolveUrl(copy.getUri(config));

/** Restores a config to what the app passed: it appears on responses and errors, and the app may send it again. */
const restoreAdapter = (config: MarkedConfig): void => {
  clearCallers(config);
  let { adapter } = config;
  for (let layer = adapter && layers.get(adapter as object); layer; layer = adapter && layers.get(adapter as object))
    adapter = layer.innerAdapter;
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
  if (getOwn(config, 'auth')) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      `The axios option \`auth\` would overwrite the signature of ${url.origin}${url.pathname}. Remove it, or send this call unsigned with \`authenticate: false\`.`,
    );
  }
  /** Rejects with axios's own error, because the app's stream failed. */
  const rethrow = async (error: unknown): Promise<never> => {
    if (isAuthError(error)) throw error;
    const AxiosError = await copy.errorType();
    if (!isFetch(adapter)) throw AxiosError.from(error as Error, undefined, config);
    throw Object.assign(new AxiosError('Network Error', 'ERR_NETWORK', config), { cause: error });
  };
  const { method = 'get', data } = config;
  const headers = toHeaderMap(effectiveHeaders(config));
  const usesXhr = isXhr(adapter);
  const hasNoBody = usesXhr && /^(get|head)$/i.test(method);
  // Adapters send no body for a falsy value; and an app may reuse its buffer while the call waits.
  const payload = hasNoBody || (!data && data !== '') ? undefined : copyBytes(data);
  const content = readBody(payload, pipeline.scheme.streams(url), signal);
  const { body, contentType } = 'then' in content ? await content.catch(rethrow) : content;
  // axios gives bodies that it does not know, such as a Blob, the content type of a form. Keep only the app's own.
  const isGuess = /^(application\/x-www-form-urlencoded)?$/.test(headers['content-type'] ?? '');
  if (isBlob(data)) {
    if (isGuess) headers['content-type'] = contentType ?? 'application/octet-stream';
  } else if (contentType && typeof data !== 'string') headers['content-type'] = contentType;
  // XMLHttpRequest sends no content type without a body, so do not sign one.
  if (!body && usesXhr) delete headers['content-type'];
  if (!body || !isOneShot(body)) delete headers['content-length'];
  return wireRequest(method, url.href, headers, body);
};

const setCause = (error: unknown, cause: unknown): void => {
  if (cause === undefined || !Object.isExtensible(error)) return;
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
};

const isCancel = (error: unknown): boolean => !!(error as { __CANCEL__?: boolean } | undefined)?.__CANCEL__;

/** Sends a call in scope. */
const sendSigned = async (
  interception: Interception,
  innerAdapter: Config['adapter'],
  config: Config,
  url: URL,
  caller: Caller,
  coverage: 'named' | 'recognised',
): Promise<AxiosResponse> => {
  const { copy, pipeline } = interception;
  const adapter = chooseAdapter(innerAdapter, config);
  const deadline = startDeadline(config, copy, isFetch(adapter));
  const { signal } = deadline;
  const part = nodeHttp();
  let node = part && !('then' in part) ? part : undefined;
  try {
    const wire = toWire(interception, config, url, adapter, signal);
    const [request, loaded] = await untilAborted(Promise.all([wire, part]), signal);
    node = loaded;
    const { answer, failure } = await sendAuthenticated(pipeline, {
      request,
      caller,
      coverage,
      signal,
      onSignInWait: deadline.pause,
      redirects: redirectsOf(config, adapter),
      // Only browser adapters hide a response, with this code.
      mayHideAnswer: (error) => (error as AxiosError | undefined)?.code === 'ERR_NETWORK',
      ...createTransport(interception, adapter, config, request, deadline, node),
    });
    if (!answer.error) return answer.response!;
    setCause(answer.error, failure);
    throw answer.error;
  } catch (error) {
    const timeoutError = deadline.error();
    if (timeoutError) throw await timeoutError;
    // For an aborted call, axios throws its own error before it calls the adapter.
    if (signal?.aborted && !isCancel(error))
      return await copy.dispatch({ ...config, adapter: () => Promise.reject(error) });
    throw error;
  } finally {
    deadline.clear();
    node?.concealAgents(config);
  }
};

/** Explains the rejection of a call out of scope, if it lacked a signature. */
const explainUntouched = (pipeline: Pipeline, url: URL, error: unknown): void => {
  const { response, cause } = (error ?? {}) as AxiosError;
  // Another Authenticator of the instance may have explained it.
  if (!response || cause !== undefined) return;
  const { status, data } = response;
  const errorType = String(getHeader(response, 'x-amzn-errortype') ?? '');
  setCause(error, pipeline.explainUntouched(url, { status, errorType, text: typeof data === 'string' ? data : '' }));
};

/** Creates the signing adapter, which wraps the sending one. */
const signingAdapter = (interception: Interception, innerAdapter: Config['adapter'], caller: Caller): AxiosAdapter => {
  const { copy, pipeline, base } = interception;
  const adapter: AxiosAdapter = async (config) => {
    const isSignedByUs = isSignedBy(pipeline, config);
    if (!isSignedByUs) restoreAdapter(config);
    const url = isSignedByUs || getOwn(config, 'authenticate') === false ? undefined : resolveConfigUrl(copy, config);
    const coverage = !!url && pipeline.covers(url, base, config.method ?? 'get');
    try {
      const response = await (coverage
        ? sendSigned(interception, innerAdapter, config, url, caller, coverage)
        : sendWith(copy, innerAdapter, config));
      restoreConfig(response, config);
      return response;
    } catch (error) {
      restoreConfig(error, config);
      if (!coverage && url) explainUntouched(pipeline, url, error);
      throw error;
    }
  };
  layers.set(adapter, { innerAdapter, pipeline });
  return adapter;
};

/** How to undo each Authenticator's interception of an instance. */
const detachers = new WeakMap<AxiosLike, Map<Authenticator, () => void>>();

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
 * @param axios The instance, or `axios` itself.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Intercepting twice with the same one has no effect.
 * @returns A function that undoes it.
 * @throws TypeError for an invalid argument. Calls reject as axios's do, and with an `AuthError` for a request that cannot be signed.
 */
export const interceptAxios = (axios: AxiosLike, auth: Authenticator): (() => void) => {
  const instance = axios as AxiosInstance;
  const pipeline = pipelineOf(auth);
  const instanceDetachers = detachers.get(instance) ?? new Map<Authenticator, () => void>();
  const existingDetach = instanceDetachers.get(auth);
  if (existingDetach) return existingDetach;
  const interception: Interception = {
    copy: findAxiosCopy(instance),
    pipeline,
    base: parseOrigin(instance.defaults.baseURL),
  };
  const { copy, base } = interception;
  detachers.set(instance, instanceDetachers);

  /** Returns the error for a call that should have been signed but was not. */
  const unsignedError = (config: MarkedConfig | null | undefined): AuthError | undefined => {
    const callers = getCallers(config);
    // Interceptors that were added earlier may return anything.
    if (!config || !callers?.delete(pipeline)) return undefined;
    if (callers.size === 0) restoreAdapter(config);
    const url = getOwn(config, 'authenticate') === false ? undefined : resolveConfigUrl(copy, config);
    if (!url || !pipeline.covers(url, base, config.method ?? 'get')) return undefined;
    return new AuthError(
      'not-signed',
      `A call to ${url.origin} was sent unsigned: an interceptor replaced config.adapter. ` +
        'Set the adapter on the instance, or register that interceptor after interceptAxios.',
    );
  };

  /** The callers whose calls have not reached our interceptor yet, in order. */
  const pendingCallers: Caller[] = [];
  const claimCaller = (markedCaller: Caller | undefined): Caller => {
    // If an interceptor has lost the mark, use the earliest caller, so that no call is sent as a user who signed in later.
    const index = markedCaller ? pendingCallers.indexOf(markedCaller) : 0;
    const [caller] = index < 0 ? [] : pendingCallers.splice(index, 1);
    return markedCaller ?? caller ?? pipeline.source.caller();
  };

  const requestInterceptor = instance.interceptors.request.use(
    (originalConfig: MarkedConfig) => {
      if (typeof originalConfig !== 'object' || originalConfig === null) return originalConfig;
      const config = Object.isExtensible(originalConfig) ? originalConfig : { ...originalConfig };
      const callers = getCallers(config) ?? new Map<Pipeline, Caller>();
      const caller = claimCaller(callers.get(pipeline));
      setCallers(config, callers.set(pipeline, caller));
      const layer = config.adapter && layers.get(config.adapter as object);
      const innerAdapter = layer?.pipeline === pipeline ? layer.innerAdapter : config.adapter;
      config.adapter = signingAdapter(interception, innerAdapter, caller);
      return config;
    },
    null,
    {
      synchronous: true,
      // axios calls this when a call is made. The interceptor itself runs after those that were added later, which may wait.
      runWhen: (config: MarkedConfig) => {
        const caller = pipeline.source.caller();
        setCallers(config, new Map(getCallers(config)).set(pipeline, caller));
        if (pendingCallers.push(caller) > MAX_PENDING_CALLERS) pendingCallers.shift();
        return true;
      },
    },
  );
  const responseInterceptor = instance.interceptors.response.use(
    (response) => {
      const error = unsignedError(response?.config);
      if (error) throw error;
      return response;
    },
    (error: AxiosError | undefined) => {
      const reason = unsignedError(error?.config);
      throw (error?.response && reason) ?? error;
    },
  );
  const detach = (): void => {
    instance.interceptors.request.eject(requestInterceptor);
    instance.interceptors.response.eject(responseInterceptor);
    instanceDetachers.delete(auth);
  };
  instanceDetachers.set(auth, detach);
  return detach;
};
