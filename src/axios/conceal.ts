import { isNodeStream, type NodeStream } from '../core/answer.js';
import { isSecretName } from '../core/redact.js';
import type { HeaderMap } from '../core/wire-request.js';
import { type Config, restoreConfig, partsOf } from './config.js';

/** Headers, of axios or the platform. */
type HeaderAccess = Pick<Headers, 'get' | 'set'>;

const hasAccessors = (headers: object): headers is HeaderAccess => 'get' in headers && 'set' in headers;

/** Redacts the secret values in headers; a different value under the same name is the app's own. */
const redactHeaders = (headers: unknown, secrets: HeaderMap): void => {
  if (typeof headers !== 'object' || headers === null) return;
  for (const name in secrets) {
    const access: HeaderAccess = hasAccessors(headers)
      ? headers
      : { get: () => Reflect.get(headers, name), set: (_, value) => Reflect.set(headers, name, value) };
    if (access.get(name) === secrets[name]) access.set(name, '[redacted]');
  }
};

/** Hides members from loggers, even those that print non-enumerable ones; code can still read them by name. */
const hideMembers = (owner: object, names: readonly PropertyKey[]): void => {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (!descriptor || !('value' in descriptor)) continue;
    let { value } = descriptor;
    Reflect.defineProperty(owner, name, {
      get: () => value,
      set: (next) => {
        value = next;
      },
      enumerable: false,
      configurable: true,
    });
  }
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

/**
 * Removes what authenticated a call from everything that remains of it once its adapter has settled: the config that was sent, the raw request,
 * a stream that is still being sent, and errors of a response that is still being read.
 *
 * @param sentConfig The config that was sent.
 * @param appConfig The app's own config.
 * @param requestHeaders The request's own headers.
 * @param sentHeaders The headers that were sent.
 * @param result The response or the error.
 */
export const conceal = (
  sentConfig: Config,
  appConfig: Config,
  requestHeaders: HeaderMap,
  sentHeaders: HeaderMap,
  result: unknown,
): void => {
  const secrets: HeaderMap = Object.create(null);
  for (const name in sentHeaders)
    if (sentHeaders[name] !== requestHeaders[name] && isSecretName(name)) secrets[name] = sentHeaders[name]!;

  const concealIn = (owner: unknown): void => {
    for (const part of partsOf(owner)) {
      redactHeaders(part.config?.headers, secrets);
      redactHeaders(part.request?.headers, secrets);
      hideMembers(part, ['request']);
      const { data } = part as { data?: unknown };
      if (!isNodeStream(data)) continue;
      // Node's IncomingMessage refers to the request, and so does an HTTP/2 stream, by symbols.
      hideMembers(data, ['req', 'socket', 'client', ...Object.getOwnPropertySymbols(data)]);
      const monitor = errorMonitor(data);
      if (monitor)
        data.on(monitor, (error?: unknown) => {
          concealIn(error);
          restoreConfig(error, appConfig);
        });
    }
  };
  redactHeaders(sentConfig.headers, secrets);
  // An upload may continue after the response, and its stream refers to the request.
  const { _readableState: upload } = (sentConfig.data ?? {}) as { _readableState?: object };
  if (upload) hideMembers(upload, ['pipes']);
  concealIn(result);
};
