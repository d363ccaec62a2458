import { ConfigurationError } from '../cognito/errors.js';
import { isLoopback, parseUrl } from '../core/scope.js';

/** Schemes whose pages would run as the app, or read the device. */
const HARMFUL = /^(javascript|vbscript|data|blob|file|filesystem|about|view-source):$/;

const refuse = (what: string, problem: string): never => {
  throw new ConfigurationError('configuration', `${what} ${problem}.`);
};

/**
 * Checks a URL that secrets or users are sent to: it must be https, or http on loopback (an emulator), without a user
 * name or password. Every page and every request gets its URL through this function.
 *
 * @param text The URL, as configured or discovered.
 * @param what The kind of URL and its origin, for the error.
 * The URL itself is not shown: it may hold a password.
 * @throws ConfigurationError `configuration`
 */
export const requireEndpoint = (text: unknown, what: string): URL => {
  const url = (typeof text === 'string' && parseUrl(text)) || refuse(what, 'is not a URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.host))) {
    refuse(what, 'must be https (http on loopback only)');
  }
  if (url.username || url.password) refuse(what, 'must not hold a user name or a password');
  return url;
};

/**
 * Refuses redirect URLs that would run as script or read files. Any other is the app's choice, such as
 * `myapp://callback`: the provider redirects to it, and knows which URLs are registered.
 *
 * @throws ConfigurationError `configuration`
 */
export const requireRedirects = (urls: readonly string[] | undefined, what: string): void => {
  for (const url of urls ?? []) {
    const { protocol = '' } = parseUrl(url) ?? {};
    if (HARMFUL.test(protocol)) refuse(what, `must not be a ${protocol} URL`);
  }
};
