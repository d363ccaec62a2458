import { redactJwts } from '../../src/core/redact-jwts.js';

/** Names of headers and parameters whose values may be secrets. */
const SECRET = /token|authorization|cookie|credential|signature|api-?key|password|secret|session/i;

/** What stands in place of a secret. */
export const HIDDEN = '(hidden)';

/** Hides a header's value if it may be a secret. Of a signature, only the signature itself is one. */
export const showHeader = (name: string, value: string): string => {
  if (name.toLowerCase() === 'authorization' && value.startsWith('AWS4-')) {
    return value.replace(/(Signature=)[^,\s]*/i, `$1${HIDDEN}`);
  }
  return SECRET.test(name) ? HIDDEN : redactJwts(value);
};

/** Hides the values of a query's parameters that may be secrets. */
export const showQuery = (query: string): string =>
  query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      // The credential of a presigned URL is the id of its key and its scope.
      const isSecret = SECRET.test(name) && !/^X-Amz-Credential$/i.test(name);
      return isSecret && pair.includes('=') ? `${name}=${HIDDEN}` : redactJwts(pair);
    })
    .join('&');
