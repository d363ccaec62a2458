import type { AxiosAdapter, AxiosError, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { UnsignableRequestError } from '../core/errors.js';
import { hiddenRedirect } from '../core/hidden-redirect.js';
import { nextHop } from '../core/next-hop.js';
import type { Pipeline } from '../core/pipeline.js';
import type { Answer, Transport } from '../core/call.js';
import { type HeaderMap, toHeaderMap, type WireRequest } from '../core/wire-request.js';
import { adoptHeaders, originalUrlOptions, type Config, configFor, absoluteUrlOptions } from './config.js';
import { conceal } from './conceal.js';
import { type AxiosCopy, UNTRANSFORMED } from './copy.js';
import type { Deadline } from './deadline.js';
import { discard, readData } from './response.js';

type Adapter = InternalAxiosRequestConfig['adapter'];

/** The result of an axios adapter: a response, an error with a response, or a redirect of which only the location is known. */
export interface AxiosAnswer extends Answer {
  readonly response?: AxiosResponse;
  readonly error?: AxiosError;
  /** The headers of the next request, as `beforeRedirect` left them. */
  readonly nextHeaders?: HeaderMap | undefined;
}

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

const toRedirect = (location: string, keepsMethod: boolean, nextHeaders: HeaderMap | undefined): AxiosAnswer => ({
  status: keepsMethod ? 307 : 303,
  header: (name) => (name === 'location' ? location : null),
  text: async () => '',
  discard: () => {},
  nextHeaders,
});

const refuseProxy = (): never => {
  throw new UnsignableRequestError(
    'insecure-proxy',
    'This version of axios would send the signed request to a proxy that can read it, so it was not sent. ' +
      'Upgrade axios to 1.18 or later, or use an httpsAgent that tunnels, with proxy: false.',
  );
};

/** The common part of Node's https agents. */
interface NodeAgent {
  addRequest(request: { path: string; agent: unknown }, ...more: unknown[]): void;
}

const nodeHttps = (): { readonly globalAgent: NodeAgent } | undefined =>
  (globalThis as unknown as { process?: { getBuiltinModule?(name: string): never } }).process?.getBuiltinModule?.(
    'node:https',
  );

/**
 * Before 1.17, axios sends an https request to a proxy without a tunnel: in clear text by the http agent, or over TLS that ends at the proxy by
 * the https agent. Only a request to a proxy has a complete URL as its path.
 */
const directAgents = ({ tunnels }: AxiosCopy, { httpsAgent }: Config): object => {
  const agent = tunnels ? undefined : ((httpsAgent as NodeAgent | undefined) ?? nodeHttps()?.globalAgent);
  const addRequest: NodeAgent['addRequest'] = (request, ...more) => {
    if (request.path[0] !== '/') refuseProxy();
    request.agent = agent;
    agent?.addRequest(request, ...more);
  };
  return {
    httpAgent: { addRequest: refuseProxy },
    ...(agent && {
      httpsAgent: new Proxy(agent, {
        get: (target, name) => (name === 'addRequest' ? addRequest : Reflect.get(target, name)),
      }),
    }),
  };
};

/** What follow-redirects reports about a redirect before it follows it. */
interface NextOptions {
  href: string;
  method: string;
  headers: Record<string, string>;
}

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

/** Sends with an axios adapter, without following redirects. */
export const createTransport = (
  { copy, pipeline }: { readonly copy: AxiosCopy; readonly pipeline: Pipeline },
  adapter: Adapter,
  config: Config,
  firstRequest: WireRequest,
  deadline: Deadline,
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
      conceal(sentConfig, config, request.headers, headers, result);
    }
  };

  return {
    send: async (request, headers) => {
      redirectCount = request === firstRequest ? 0 : redirectCount + 1;
      let redirectAnswer: AxiosAnswer | undefined;
      const beforeRedirect = (
        options: NextOptions,
        details: object,
        previousResponse?: { readonly method: string },
      ): never => {
        let nextHeaders: HeaderMap | undefined;
        const keepsMethod = options.method === request.method;
        if (config.beforeRedirect) {
          const next = nextHop(request, keepsMethod ? 307 : 303, options.href);
          const nextOptions = { ...options, headers: { ...next?.headers } };
          config.beforeRedirect(
            nextOptions,
            details as never,
            (previousResponse && { ...previousResponse, headers: request.headers }) as never,
          );
          nextHeaders = toHeaderMap(Object.entries(nextOptions.headers));
        }
        redirectAnswer = toRedirect(options.href, keepsMethod, nextHeaders);
        throw new Error('Stopped here.');
      };
      const remainingRedirects = limit - redirectCount;
      const redirect =
        config.fetchOptions?.redirect === 'error' || (limit > 0 && remainingRedirects === 0) ? 'error' : 'manual';
      // Plain http is faster than follow-redirects, but axios's own redirect errors depend on the latter.
      const isPlain = remainingRedirects > 0 && !config.beforeRedirect && !config.timeout && !copy.dropsErrors;
      const options = {
        fetchOptions: { ...config.fetchOptions, redirect },
        ...(request.url.protocol === 'https:' && directAgents(copy, config)),
        // Half a redirect: the next one fails like the client's own last one.
        ...(limit === 0 || isPlain ? { maxRedirects: 0 } : { maxRedirects: remainingRedirects || 0.5, beforeRedirect }),
      };
      const answer = await run(request, headers, options).catch((error: unknown) => {
        if (redirectAnswer) return redirectAnswer;
        throw error;
      });
      const { res } = answer.response?.request ?? {};
      if (res && limit > 0) res.responseUrl ??= request.url.href;
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
