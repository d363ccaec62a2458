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
      'loggers and copies (`{ ...response }`) leave it out, but code that reads it still finds it. For the same reason the config that an adapter of ' +
      'your own was given says `[redacted]` once it has settled: call the instance again, and do not send that config twice.',
    where: /request is enumerable$|^(result|response|error)(\.cause)?(\.response)?\.request$|\.reason\.request\b/,
    everywhere: true,
  },
  {
    id: 'strict-url',
    clients: 'axios',
    limit:
      'The URL leaves strictly RFC 3986-encoded: a space in a query as `%20`, `:` and `[` encoded. It means the same to a server.',
    where: /^reached\.\d\.target$/,
  },
  {
    id: 'buffered-stream',
    clients: 'axios',
    limit:
      'An upload stream is read to its end and hashed before the call is sent: it leaves with a Content-Length, and its ' +
      "progress comes in one step. Not with `payload: 'unsigned'`.",
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
      "A Blob is sent with the app's own Content-Type, where axios's http adapter would put the Blob's type over it.",
    where: /content-type$/i,
  },
  {
    id: 'adapter-writes',
    clients: 'axios',
    limit:
      'What an adapter changes in the config that it is given does not show in `response.config`, other than headers it adds ' +
      '(User-Agent, Content-Length).',
    where: /config\.(headers\.Content-Type|adapter)$/,
  },
  {
    id: 'unknown-body',
    clients: 'axios',
    limit: 'A body of no known kind, such as a number without a JSON content type, is refused (`unsupported-body`).',
    where: /./,
  },
  {
    id: 'failed-upload',
    clients: 'axios',
    limit:
      'An upload stream is read before there is a request. So if the stream fails, or the call ends meanwhile, the error has ' +
      'no `request`, no headers of the adapter and, with the fetch adapter, no `cause`; a call that is aborted meanwhile says "canceled", whatever the signal\'s reason.',
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
      "An adapter of the app's own sees a `paramsSerializer` that returns the signed query, and `maxRedirects`, `beforeRedirect` " +
      "and `fetchOptions.redirect` that make axios's adapters stop at a redirect. Redirects that it follows itself carry the signature along.",
    where: /^adapter\.(paramsSerializer|maxRedirects|beforeRedirect|fetchOptions)/,
  },
];
