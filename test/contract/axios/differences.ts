import type { Difference } from '../difference.js';

/** A difference, and where it shows in what was seen of a call. */
export interface AxiosDifference extends Difference {
  /** Matches the paths at which it shows. */
  readonly where: RegExp;
  /** It shows wherever there is a response or an error, so that cases need not name it. */
  readonly everywhere?: true;
}

/** In what axios differs once an instance is intercepted. */
export const axiosDifferences: readonly AxiosDifference[] = [
  {
    id: 'hidden-request',
    clients: 'axios',
    limit:
      'The `request` of a response or error of a signed call is not enumerable, because its headers hold the signature: ' +
      'loggers and copies (`{ ...response }`) leave it out, but code that reads it still finds it. For the same reason, the config that your own ' +
      'adapter was given contains `[redacted]` once it has settled: to repeat a call, call the instance again instead of sending that config twice.',
    where: /request is enumerable$|^(result|response|error)(\.cause)?(\.response)?\.request$|\.reason\.request\b/,
    everywhere: true,
  },
  {
    id: 'strict-url',
    clients: 'axios',
    limit:
      'The URL is sent strictly RFC 3986-encoded: a space in a query as `%20`, `:` and `[` encoded. Servers read it the same way.',
    where: /^reached\.\d\.target$/,
  },
  {
    id: 'buffered-stream',
    clients: 'axios',
    limit:
      'An upload stream is read to its end and hashed before the call is sent: it is sent with a Content-Length, and its ' +
      "progress is reported in one step. Not with `payload: 'unsigned'`.",
    where: /content-length$|transfer-encoding$|^last\.total$/i,
  },
  {
    id: 'serialised-form',
    clients: 'axios',
    limit:
      'FormData is serialised before it is signed. A custom adapter sees its bytes, and `response.config.headers` does not show its boundary.',
    where: /config\.headers\.Content-(Type|Length)$|^reached\.0\.body$/,
  },
  {
    id: 'own-type-of-a-blob',
    clients: 'axios (http)',
    limit:
      "A Blob is sent with the app's own Content-Type; axios's http adapter would overwrite it with the Blob's type.",
    where: /content-type$/i,
  },
  {
    id: 'adapter-writes',
    clients: 'axios',
    limit:
      'Changes that an adapter makes to its config do not appear in `response.config`, except headers that it adds ' +
      '(User-Agent, Content-Length).',
    where: /config\.(headers\.Content-Type|adapter)$/,
  },
  {
    id: 'unknown-body',
    clients: 'axios',
    limit:
      'A body of an unsupported type, such as a number without a JSON content type, is refused (`unsupported-body`).',
    where: /./,
  },
  {
    id: 'failed-upload',
    clients: 'axios',
    limit:
      'An upload stream is read before there is a request. So if the stream fails, or the call ends meanwhile, the error has ' +
      'no `request`, no headers of the adapter and, with the fetch adapter, no `cause`; the message of a call that is aborted meanwhile is "canceled", whatever the signal\'s reason.',
    where:
      /^error\.(request|keys\b|(toJSON\.)?(message|config\.headers\.(User-Agent|Accept-Encoding))$)|^error has a cause|^error is CanceledError/,
  },
  {
    id: 'max-redirects-of-fetch',
    clients: 'axios (fetch)',
    limit:
      "`maxRedirects` applies to axios's fetch adapter, too. On its own, that adapter supports only the limit 0, and only since 1.21.",
    where: /./,
  },
  {
    id: 'config-on-its-way',
    clients: 'axios',
    limit:
      'Between our interceptor and the adapter, a config has our function as its `adapter`, and a property `sigv4Callers`. Interceptors see ' +
      'them, and so does the error of a call that was aborted before it was sent.',
    where: /^(request|error(\.toJSON)?\.config)\.(adapter|sigv4Callers)$/,
  },
  {
    id: 'adapter-options',
    clients: 'axios',
    limit:
      "The app's own adapter sees a `paramsSerializer` that returns the signed query, and `maxRedirects`, `beforeRedirect` " +
      "and `fetchOptions.redirect` that make axios's adapters stop at a redirect. Redirects that it follows itself carry the signature along.",
    where: /^adapter\.(paramsSerializer|maxRedirects|beforeRedirect|fetchOptions)/,
  },
];
