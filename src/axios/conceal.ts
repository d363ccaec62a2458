import { isNodeStream, type NodeStream } from '../core/answer.js';
import { isSecretName } from '../core/redact.js';
import type { HeaderMap } from '../core/wire-request.js';
import { type Config, restoreConfig, partsOf } from './config.js';

/** Headers, of axios or the platform. */
type NamedHeaders = Pick<Headers, 'get' | 'set'>;

const isNamed = (headers: object): headers is NamedHeaders => 'get' in headers && 'set' in headers;

/** Redacts the secret values in headers; a different value under the same name is the app's own. */
const mask = (headers: unknown, secrets: HeaderMap): void => {
  if (typeof headers !== 'object' || headers === null) return;
  for (const name in secrets) {
    const named: NamedHeaders = isNamed(headers)
      ? headers
      : { get: () => Reflect.get(headers, name), set: (_, value) => Reflect.set(headers, name, value) };
    if (named.get(name) === secrets[name]) named.set(name, '[redacted]');
  }
};

/** Hides members from loggers, even those that print non-enumerable ones; code can still read them by name. */
const veil = (owner: object, names: readonly PropertyKey[]): void => {
  for (const name of names) {
    const known = Object.getOwnPropertyDescriptor(owner, name);
    if (!known || !('value' in known)) continue;
    let { value } = known;
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
const monitorOf = (stream: NodeStream): string | undefined =>
  (stream.constructor as { errorMonitor?: string }).errorMonitor;

/** Hides the members of objects, and of the plain objects in them, which axios copies for a retry. */
const concealMembers = (owner: object, depth = 4): void => {
  const prototype = Object.getPrototypeOf(owner);
  const isPlain = depth > 0 && (prototype === null || prototype === Object.prototype);
  for (const name of Reflect.ownKeys(owner)) {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    if (typeof value !== 'object' || value === null) continue;
    if (isPlain) concealMembers(value, depth - 1);
    else veil(owner, [name]);
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
 * @param sent The config that was sent.
 * @param app The app's own config.
 * @param given The request's own headers.
 * @param authenticated The headers that were sent.
 * @param result The response or the error.
 */
export const conceal = (
  sent: Config,
  app: Config,
  given: HeaderMap,
  authenticated: HeaderMap,
  result: unknown,
): void => {
  const secrets: HeaderMap = Object.create(null);
  for (const name in authenticated)
    if (authenticated[name] !== given[name] && isSecretName(name)) secrets[name] = authenticated[name]!;

  const concealIn = (owner: unknown): void => {
    for (const part of partsOf(owner)) {
      mask(part.config?.headers, secrets);
      mask(part.request?.headers, secrets);
      veil(part, ['request']);
      const { data } = part as { data?: unknown };
      if (!isNodeStream(data)) continue;
      // Node's IncomingMessage refers to the request, and so does an HTTP/2 stream, by symbols.
      veil(data, ['req', 'socket', 'client', ...Object.getOwnPropertySymbols(data)]);
      const monitor = monitorOf(data);
      if (monitor)
        data.on(monitor, (error?: unknown) => {
          concealIn(error);
          restoreConfig(error, app);
        });
    }
  };
  mask(sent.headers, secrets);
  // An upload may continue after the response, and its stream refers to the request.
  const { _readableState: upload } = (sent.data ?? {}) as { _readableState?: object };
  if (upload) veil(upload, ['pipes']);
  concealIn(result);
};
