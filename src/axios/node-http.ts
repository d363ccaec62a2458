import type { AxiosResponse } from 'axios';
import { isNodeStream, type NodeStream } from '../core/answer.js';
import { UnsignableRequestError } from '../core/errors.js';
import { nextHop } from '../core/next-hop.js';
import { type HeaderMap, toHeaderMap, type WireRequest } from '../core/wire-request.js';
import { hideMembers } from './hide-members.js';
import type { Config } from './config.js';
import type { AxiosCopy } from './copy.js';
import type { AxiosAnswer } from './response.js';

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

/** One send of axios's http adapter. */
export interface HttpSend {
  /** What the config of the send needs. */
  readonly options: object;
  /** Returns the redirect that ended the send, if one did. */
  redirect(): AxiosAnswer | undefined;
}

/**
 * Prepares a send by axios's http adapter, which stops at the first redirect.
 *
 * @param limit How many redirects the call follows.
 * @param remainingRedirects How many of them are left.
 */
export const prepareSend = (
  copy: AxiosCopy,
  config: Config,
  request: WireRequest,
  limit: number,
  remainingRedirects: number,
): HttpSend => {
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
  // Plain http is faster than follow-redirects, but axios's own redirect errors depend on the latter.
  const isPlain = remainingRedirects > 0 && !config.beforeRedirect && !config.timeout && !copy.dropsErrors;
  return {
    options: {
      ...(request.url.protocol === 'https:' && directAgents(copy, config)),
      // Half a redirect: the next one fails like the client's own last one.
      ...(limit === 0 || isPlain ? { maxRedirects: 0 } : { maxRedirects: remainingRedirects || 0.5, beforeRedirect }),
    },
    redirect: () => redirectAnswer,
  };
};

/** Adds the URL that follow-redirects would have added to a response. */
export const addUrl = (response: AxiosResponse | undefined, { url }: WireRequest): void => {
  const { res } = response?.request ?? {};
  if (res) res.responseUrl ??= url.href;
};

/** Node's event that precedes the listeners of `error`: listening to it does not count as handling the error. */
const errorMonitor = (stream: NodeStream): string | undefined =>
  (stream.constructor as { errorMonitor?: string }).errorMonitor;

/** Hides the members of objects, and of the plain objects in them, which axios copies for a retry. */
const concealMembers = (owner: object, depth = 4): void => {
  const prototype = Object.getPrototypeOf(owner);
  const isPlain = depth > 0 && (prototype === null || prototype === Object.prototype);
  for (const name of Reflect.ownKeys(owner)) {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    if (typeof value !== 'object' || value === null) continue;
    if (isPlain) concealMembers(value, depth - 1);
    else hideMembers(owner, [name]);
  }
};

/** Hides the members of agents (sockets, other agents, undici's dispatchers), which lead to the requests of other calls and their headers. */
export const concealAgents = ({ httpAgent, httpsAgent, fetchOptions }: Config): void =>
  concealMembers({
    httpAgent,
    httpsAgent,
    dispatcher: (fetchOptions as Partial<Record<'dispatcher', unknown>> | undefined)?.dispatcher,
  });

/** Hides the request that an upload refers to: its stream may continue after the response. */
export const concealUpload = (data: unknown): void => {
  const { _readableState: upload } = (data ?? {}) as { _readableState?: object };
  if (upload) hideMembers(upload, ['pipes']);
};

/**
 * Hides what leads from a response's stream to the request.
 *
 * @param onError Called with an error of the stream, before its own listeners.
 */
export const concealStream = (data: unknown, onError: (error: unknown) => void): void => {
  if (!isNodeStream(data)) return;
  // Node's IncomingMessage refers to the request, and so does an HTTP/2 stream, by symbols.
  hideMembers(data, ['req', 'socket', 'client', ...Object.getOwnPropertySymbols(data)]);
  const monitor = errorMonitor(data);
  if (monitor) data.on(monitor, (error?: unknown) => onError(error));
};
