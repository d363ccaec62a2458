import { ConfigurationError } from '../cognito/errors.js';
import { isLoopback, parseUrl } from '../core/scope.js';

/** Schemes of pages that would run as the app, or read the device. */
const HARMFUL = /^(javascript|vbscript|data|blob|file|filesystem|about|view-source):$/;

const refuse = (what: string, problem: string): never => {
  throw new ConfigurationError('configuration', `${what} ${problem}.`);
};

/**
 * An address that secrets are sent to, or that users are sent to: https, or http on loopback (an emulator), and no user name or
 * password in it. Pages and requests get theirs from here alone.
 *
 * @param text As it was configured or discovered.
 * @param what Which one it is and where it came from, for the error. The address is not shown: it may hold a password.
 * @throws ConfigurationError `configuration`
 */
export const requireEndpoint = (text: unknown, what: string): URL => {
  const url = (typeof text === 'string' && parseUrl(text)) || refuse(what, 'is no URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.host))) {
    refuse(what, 'must be https (http on loopback only)');
  }
  if (url.username || url.password) refuse(what, 'must not hold a user name or a password');
  return url;
};

/**
 * Refuses addresses to come back to that run as script or read files. All others are the app's choice, such as `myapp://callback`: it
 * is the provider who goes there, and who knows which are registered.
 *
 * @throws ConfigurationError `configuration`
 */
export const requireRedirects = (urls: readonly string[] | undefined, what: string): void => {
  for (const url of urls ?? []) {
    const { protocol = '' } = parseUrl(url) ?? {};
    if (HARMFUL.test(protocol)) refuse(what, `must not be a ${protocol} address`);
  }
};
