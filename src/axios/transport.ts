import type { AxiosAdapter, AxiosError, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { hiddenRedirect } from '../core/hidden-redirect.js';
import type { Pipeline } from '../core/pipeline.js';
import type { Transport } from '../core/call.js';
import type { HeaderMap, WireRequest } from '../core/wire-request.js';
import { adoptHeaders, originalUrlOptions, type Config, configFor, absoluteUrlOptions } from './config.js';
import { conceal } from './conceal.js';
import { type AxiosCopy, UNTRANSFORMED } from './copy.js';
import type { Deadline } from './deadline.js';
import type * as NodeHttp from './node-http.js';
import { type AxiosAnswer, discard, readData } from './response.js';

type Adapter = InternalAxiosRequestConfig['adapter'];

/** Returns the first of a list of adapters. */
const firstAdapter = (adapter: Adapter): Adapter => [adapter].flat()[0];

const isBrowser = (): boolean => typeof XMLHttpRequest === 'function';

/**
 * Returns the axios adapter that sends a signed call: the app's choice. If axios could choose between xhr and fetch, fetch, which can stop at a
 * redirect; but only xhr can report upload progress over HTTP/1.1.
 */
export const chooseAdapter = (adapter: Adapter, { onUploadProgress }: Config): Adapter => {
  const isUndecided = !adapter || (Array.isArray(adapter) && adapter.includes('xhr') && adapter.includes('fetch'));
  if (isUndecided && isBrowser()) return onUploadProgress ? 'xhr' : 'fetch';
  return typeof firstAdapter(adapter) === 'function' ? firstAdapter(adapter) : adapter;
};

/** Whether a signed call uses XMLHttpRequest. */
export const isXhr = (adapter: Adapter): boolean => firstAdapter(adapter) === 'xhr' && isBrowser();

/** Whether a call uses axios's fetch adapter. */
export const isFetch = (adapter: Adapter): boolean => firstAdapter(adapter) === 'fetch';

/** How many redirects are followed by default: by fetch (Fetch standard), and by axios's http adapter. */
const defaultRedirects = (adapter: Adapter): number => (isFetch(adapter) ? 20 : 21);

/** How many redirects a call follows. */
export const redirectsOf = ({ maxRedirects, fetchOptions }: Config, adapter: Adapter): number =>
  fetchOptions?.redirect && fetchOptions.redirect !== 'follow' ? 0 : (maxRedirects ?? defaultRedirects(adapter));

/** Returns a response header, however the adapter spells it. */
export const getHeader = (response: AxiosResponse | undefined, name: string): unknown => {
  const headers = (response?.headers ?? {}) as Record<string, unknown>;
  return headers[name] ?? headers[Object.keys(headers).find((key) => key.toLowerCase() === name) ?? name];
};

/** The configs that we created for sending: another layer of the same Authenticator passes them on. */
const signedConfigs = new WeakMap<object, Pipeline>();

/** Whether a config is one that was signed by a pipeline. */
export const isSignedBy = (pipeline: Pipeline, config: Config): boolean => signedConfigs.get(config) === pipeline;

/** Sends a config with any form of adapter. */
export const sendWith = (copy: AxiosCopy, adapter: Adapter, config: Config): Promise<AxiosResponse> =>
  typeof adapter === 'function'
    ? (adapter as AxiosAdapter)(config)
    : copy.dispatch(Object.assign({}, config, UNTRANSFORMED, { adapter }) as Config);

/** Returns the adapter's result, with the error that axios made of it, if any. */
const toAnswer = (config: Config, response: AxiosResponse, error?: AxiosError): AxiosAnswer => ({
  response,
  ...(error && { error }),
  // The app's own adapter may return nothing, which axios itself reports.
  status: response?.status ?? Number.NaN,
  header: (name) => {
    // Only redirects that fetch or Node's http left to us are followed; from any other adapter, a redirect is the final response.
    const { redirect, res } = response?.request ?? {};
    if (name === 'location' && redirect !== 'manual' && (!res || config.transport)) return null;
    const value = getHeader(response, name);
    return value === undefined || value === null ? null : String(value);
  },
  text: () => readData(response),
  discard: () => discard(response),
});

/**
 * Sends with an axios adapter, without following redirects.
 *
 * @param node What concerns axios's http adapter, if there is one.
 */
export const createTransport = (
  { copy, pipeline }: { readonly copy: AxiosCopy; readonly pipeline: Pipeline },
  adapter: Adapter,
  config: Config,
  firstRequest: WireRequest,
  deadline: Deadline,
  node: typeof NodeHttp | undefined,
): Pick<Transport<AxiosAnswer>, 'send' | 'leave' | 'onRedirect'> => {
  const limit = redirectsOf(config, adapter);
  // XMLHttpRequest rewrites the charset in the content type of text, which is signed.
  const keepsText = !isXhr(adapter);
  let redirectCount = 0;

  const run = async (request: WireRequest, headers: HeaderMap, options?: object): Promise<AxiosAnswer> => {
    const customAdapter = typeof adapter === 'function' ? (adapter as AxiosAdapter) : undefined;
    const { method, url } = request;
    const isFirst = url.href === firstRequest.url.href && method === firstRequest.method;
    const sentConfig = configFor(config, request, headers, keepsText, {
      ...(customAdapter && isFirst ? originalUrlOptions(copy, config, url.href) : absoluteUrlOptions(url.href)),
      ...(!customAdapter && { ...UNTRANSFORMED, adapter }),
      ...(!isFirst && { method: method.toLowerCase() }),
      ...options,
    });
    // Firefox sends it, and no AWS service allows it in a cross-origin request. With xhr, axios sets none.
    if (isBrowser() && !sentConfig.headers.has('User-Agent')) sentConfig.headers['User-Agent'] = false;
    if (customAdapter) signedConfigs.set(sentConfig, pipeline);
    const send = customAdapter ?? copy.dispatch;
    let result: unknown;
    try {
      const response = await deadline.whileSending((timeout) => send(Object.assign(sentConfig, timeout)));
      result = response;
      return toAnswer(config, response);
    } catch (error) {
      result = error;
      const response = (error as AxiosError | undefined)?.response;
      if (!response) throw error;
      return toAnswer(config, response, error as AxiosError);
    } finally {
      adoptHeaders(config, sentConfig, headers);
      conceal(sentConfig, config, request.headers, headers, result, node);
    }
  };

  return {
    send: async (request, headers) => {
      redirectCount = request === firstRequest ? 0 : redirectCount + 1;
      const remainingRedirects = limit - redirectCount;
      const redirect =
        config.fetchOptions?.redirect === 'error' || (limit > 0 && remainingRedirects === 0) ? 'error' : 'manual';
      const httpSend = node?.prepareSend(copy, config, request, limit, remainingRedirects);
      const options = { fetchOptions: { ...config.fetchOptions, redirect }, ...httpSend?.options };
      const answer = await run(request, headers, options).catch((error: unknown) => {
        const redirectAnswer = httpSend?.redirect();
        if (redirectAnswer) return redirectAnswer;
        throw error;
      });
      if (limit > 0) node?.addUrl(answer.response, request);
      // A browser's fetch returns status 0 for a redirect that it does not follow.
      if (answer.status === 0 && limit > 0) throw hiddenRedirect(request);
      return answer;
    },
    leave: (request) => {
      const headers: HeaderMap = { ...request.headers };
      for (const name of config.sensitiveHeaders ?? []) delete headers[name.toLowerCase()];
      return run(request, headers);
    },
    onRedirect: ({ nextHeaders }, next) => (nextHeaders ? { ...next, headers: nextHeaders } : next),
  };
};
