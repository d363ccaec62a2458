import { isSecretName } from '../core/redact.js';
import type { HeaderMap } from '../core/wire-request.js';
import { type Config, restoreConfig, partsOf } from './config.js';
import { hideMembers } from './hide-members.js';
import type * as NodeHttp from './node-http.js';

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

/**
 * Removes what authenticated a call from everything that remains of it once its adapter has settled: the config that was sent, the raw request,
 * a stream that is still being sent, and errors of a response that is still being read.
 *
 * @param sentConfig The config that was sent.
 * @param appConfig The app's own config.
 * @param requestHeaders The request's own headers.
 * @param sentHeaders The headers that were sent.
 * @param result The response or the error.
 * @param node What hides Node's own objects, if there are any.
 */
export const conceal = (
  sentConfig: Config,
  appConfig: Config,
  requestHeaders: HeaderMap,
  sentHeaders: HeaderMap,
  result: unknown,
  node: typeof NodeHttp | undefined,
): void => {
  const secrets: HeaderMap = Object.create(null);
  for (const name in sentHeaders)
    if (sentHeaders[name] !== requestHeaders[name] && isSecretName(name)) secrets[name] = sentHeaders[name]!;

  const concealIn = (owner: unknown): void => {
    for (const part of partsOf(owner)) {
      redactHeaders(part.config?.headers, secrets);
      redactHeaders(part.request?.headers, secrets);
      hideMembers(part, ['request']);
      node?.concealStream((part as { data?: unknown }).data, (error) => {
        concealIn(error);
        restoreConfig(error, appConfig);
      });
    }
  };
  redactHeaders(sentConfig.headers, secrets);
  node?.concealUpload(sentConfig.data);
  concealIn(result);
};
