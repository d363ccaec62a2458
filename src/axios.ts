import type { AxiosAdapter, AxiosError, AxiosInstance, AxiosResponse } from 'axios';
import { type Config, giveBack, own, sentHeaders } from './axios/config.js';
import { type AxiosCopy, copyOf } from './axios/copy.js';
import { startDeadline } from './axios/deadline.js';
import type { AxiosLike } from './axios/instance.js';
import { concealAgents } from './axios/conceal.js';
import {
  type AxiosAnswer,
  chooseAdapter,
  createTransport,
  headerOf,
  isFetch,
  isSignedBy,
  isXhr,
  redirectsOf,
  sendBy,
} from './axios/transport.js';
import { untilAborted } from './core/abortable.js';
import { type Authenticator, pipelineOf } from './core/authenticator.js';
import { isBlob, readBody, takeBytes } from './core/body.js';
import type { Outcome } from './core/call.js';
import type { Caller } from './core/credential-source.js';
import { AuthError, isAuthError, UnsignableRequestError } from './core/errors.js';
import type { Pipeline } from './core/pipeline.js';
import { originOf, resolveUrl } from './core/scope.js';
import { sendAuthenticated } from './core/send-authenticated.js';
import { isOneShot, toHeaderMap, type WireRequest, wireRequest } from './core/wire-request.js';

export type {} from './axios/commonjs.cjs';
export type { AxiosLike } from './axios/instance.js';

declare module 'axios' {
  // Without type parameters, of which versions of axios have different ones.
  export interface AxiosRequestConfig {
    /** `false` sends this call as if the instance had not been intercepted. Default: true. */
    authenticate?: boolean;
  }
}

/** What we add to an instance, once for each Authenticator. */
interface Interception {
  readonly copy: AxiosCopy;
  readonly pipeline: Pipeline;
  /** The origin of the instance's baseURL, at interception. */
  readonly base: string | undefined;
}

/**
 * Where a config bears the mark of its call until our adapter runs: a config that comes back with it was not signed. A name, because
 * axios up to 1.7 loses symbols where an interceptor merges configs; and a function, because what clones a config leaves these alone.
 */
const CALLERS = 'sigv4Callers';
type Mark = () => void;
type Marked = Config & { [CALLERS]?: Mark };

/** Who made a call, by pipeline. */
const marks = new WeakMap<Mark, Map<Pipeline, Caller>>();

const callersOf = (config: Marked | null | undefined): Map<Pipeline, Caller> | undefined => {
  const mark: unknown = config?.[CALLERS];
  return typeof mark === 'function' ? marks.get(mark as Mark) : undefined;
};

const markWith = (config: Marked, callers: Map<Pipeline, Caller>): void => {
  const mark: Mark = () => {};
  marks.set(mark, callers);
  config[CALLERS] = mark;
};

/** How many calls are remembered that have not come to our interceptor yet, and may never. */
const MOST_UNDER_WAY = 100;

/** Our adapters, with what each goes around. */
const layers = new WeakMap<object, { readonly inner: Config['adapter']; readonly pipeline: Pipeline }>();

const urlOf = (copy: AxiosCopy, config: Config): URL | undefined => resolveUrl(copy.getUri(config));

/** Makes a config the app's own again: what it sees on responses and errors, and what it may send anew. */
const release = (config: Marked): void => {
  delete config[CALLERS];
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
      `The axios option \`auth\` would overwrite the signature of ${url.origin}${url.pathname}. Remove it, or pass authenticate: false.`,
    );
  }
  /** A stream of the app's failed: the error is as axios gives it. */
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
  // Adapters send no body for what is falsy; and an app may write into its buffer while the call waits.
  const given = silent || (!data && data !== '') ? undefined : takeBytes(data);
  const reading = readBody(given, pipeline.scheme.streams(url), signal);
  const { body, contentType } = 'then' in reading ? await reading.catch(failed) : reading;
  // axios puts the type of a form on every body that it does not know, a Blob among them; the app's own type stays.
  const isGuess = /^(application\/x-www-form-urlencoded)?$/.test(headers['content-type'] ?? '');
  if (isBlob(data)) {
    if (isGuess) headers['content-type'] = contentType ?? 'application/octet-stream';
  } else if (contentType && typeof data !== 'string') headers['content-type'] = contentType;
  // XMLHttpRequest sends no type without a body, so none may be signed.
  if (!body && xhr) delete headers['content-type'];
  if (!body || !isOneShot(body)) delete headers['content-length'];
  return wireRequest(method, url.href, headers, body);
};

const setCause = (error: unknown, cause: unknown): void => {
  if (cause === undefined || !Object.isExtensible(error)) return;
  Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
};

/** Gives axios what its own adapter would: the response, or the error. */
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
      // Only a browser's adapters hide an answer, behind this code.
      mayHideAnswer: (error) => (error as AxiosError | undefined)?.code === 'ERR_NETWORK',
      ...createTransport(interception, adapter, config, request, deadline),
    });
    return settle(outcome);
  } catch (error) {
    const late = deadline.error();
    if (late) throw await late;
    // axios itself rejects a call that was aborted, before it asks the adapter.
    if (signal?.aborted && !isCancel(error))
      return await copy.dispatch({ ...config, adapter: () => Promise.reject(error) });
    throw error;
  } finally {
    deadline.clear();
    concealAgents(config);
  }
};

/** Says why a call out of scope was refused, where it was for want of a signature. */
const explainUntouched = (pipeline: Pipeline, url: URL, error: unknown): void => {
  const { response, cause } = (error ?? {}) as AxiosError;
  // Another Authenticator of the instance may have said why.
  if (!response || cause !== undefined) return;
  const { status, data } = response;
  const errorType = String(headerOf(response, 'x-amzn-errortype') ?? '');
  setCause(error, pipeline.explainUntouched(url, { status, errorType, text: typeof data === 'string' ? data : '' }));
};

/** The adapter that authenticates, around the one that sends. */
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
        : sendBy(copy, inner, config));
      giveBack(response, config);
      return response;
    } catch (error) {
      giveBack(error, config);
      if (!coverage && url) explainUntouched(pipeline, url, error);
      throw error;
    }
  };
  layers.set(adapter, { inner, pipeline });
  return adapter;
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
 * @param given The instance, or `axios` itself.
 * @param auth What `createSigV4` or `createTokenAuth` returned. Intercepting twice with the same has no effect.
 * @returns The function that undoes it.
 * @throws TypeError for an argument that is wrong. Calls reject as axios's do, and with an `AuthError` for a request that
 * cannot be authenticated.
 */
export const interceptAxios = (given: AxiosLike, auth: Authenticator): (() => void) => {
  const instance = given as AxiosInstance;
  const pipeline = pipelineOf(auth);
  const known = attached.get(instance) ?? new Map<Authenticator, () => void>();
  const detachKnown = known.get(auth);
  if (detachKnown) return detachKnown;
  const interception: Interception = { copy: copyOf(instance), pipeline, base: originOf(instance.defaults.baseURL) };
  const { copy, base } = interception;
  attached.set(instance, known);

  /** The error of a call that should have been signed and was not. */
  const missed = (config: Marked | null | undefined): AuthError | undefined => {
    const callers = callersOf(config);
    // Interceptors that were added before may give anything.
    if (!config || !callers?.delete(pipeline)) return undefined;
    if (callers.size === 0) release(config);
    const url = own(config, 'authenticate') === false ? undefined : urlOf(copy, config);
    if (!url || !pipeline.covers(url, base, config.method ?? 'get')) return undefined;
    return new AuthError(
      'not-signed',
      `A call to ${url.origin} left unsigned, because an interceptor replaced config.adapter after ours had run. ` +
        'Set the adapter on the instance, or register that interceptor after interceptAxios.',
    );
  };

  /** Those who made calls that have not come to our interceptor yet, in their order. */
  const underWay: Caller[] = [];
  const claim = (marked: Caller | undefined): Caller => {
    // Where an interceptor has lost the mark, it is the earliest of them: nothing leaves in the name of somebody who came later.
    const at = marked ? underWay.indexOf(marked) : 0;
    const [caller] = at < 0 ? [] : underWay.splice(at, 1);
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
      // axios asks this the moment a call is made; the interceptor itself runs after all that were added later, which may wait.
      runWhen: (config: Marked) => {
        const caller = pipeline.source.caller();
        markWith(config, new Map(callersOf(config)).set(pipeline, caller));
        if (underWay.push(caller) > MOST_UNDER_WAY) underWay.shift();
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
