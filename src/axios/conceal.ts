import { isNodeStream, type NodeStream } from '../core/answer.js';
import { isSecretName } from '../core/redact.js';
import type { HeaderMap } from '../core/wire-request.js';
import { type Config, giveBack, partsOf } from './config.js';

/** Headers by name, as axios and the platform have them. */
type NamedHeaders = Pick<Headers, 'get' | 'set'>;

const isNamed = (headers: object): headers is NamedHeaders => 'get' in headers && 'set' in headers;

/** Takes values out of headers that hold them; another value of the same name is the app's. */
const mask = (headers: unknown, secrets: HeaderMap): void => {
  if (typeof headers !== 'object' || headers === null) return;
  for (const name in secrets) {
    const named: NamedHeaders = isNamed(headers)
      ? headers
      : { get: () => Reflect.get(headers, name), set: (_, value) => Reflect.set(headers, name, value) };
    if (named.get(name) === secrets[name]) named.set(name, '[redacted]');
  }
};

/** Keeps members out of what loggers print, hidden members included: they stay for code that asks for them by name. */
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

/** Node's own event for an error before its listeners: to listen to it does not count as handling the error. */
const monitorOf = (stream: NodeStream): string | undefined =>
  (stream.constructor as { errorMonitor?: string }).errorMonitor;

/** axios copies plain objects for a retry, so theirs stay and it is what they hold that is veiled. */
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

/** What an agent holds leads to the requests of other calls, and so to their headers: sockets, other agents, dispatchers of undici. */
export const concealAgents = ({ httpAgent, httpsAgent, fetchOptions }: Config): void =>
  concealMembers({
    httpAgent,
    httpsAgent,
    dispatcher: (fetchOptions as Partial<Record<'dispatcher', unknown>> | undefined)?.dispatcher,
  });

/**
 * Takes what authenticated a call out of all that is left of it, once its adapter has settled: the config that was sent, the raw
 * request, a stream that is still being sent, and the errors of a response that is still being read.
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
      // Node's IncomingMessage leads back to the request, as a stream of HTTP/2 does by symbols.
      veil(data, ['req', 'socket', 'client', ...Object.getOwnPropertySymbols(data)]);
      const monitor = monitorOf(data);
      if (monitor)
        data.on(monitor, (error?: unknown) => {
          concealIn(error);
          giveBack(error, app);
        });
    }
  };
  mask(sent.headers, secrets);
  // An upload may go on after its answer: until then its stream leads to the request.
  const { _readableState: upload } = (sent.data ?? {}) as { _readableState?: object };
  if (upload) veil(upload, ['pipes']);
  concealIn(result);
};
