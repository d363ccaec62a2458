import type { Settings } from '../options.js';
import { isLoopback } from '../serving/origins.js';

/** An address as URLs have it: in brackets if it is IPv6's. */
export const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** The host name of a Host header or an origin, as URLs have it. Undefined if it is not one. */
const hostnameOf = (host: string): string | undefined => {
  const url = `http://${host}`;
  return URL.canParse(url) && !/[/?#@\\]/.test(host) ? new URL(url).hostname : undefined;
};

/**
 * Tells whether a Host header is a name of this server: loopback, the address that it listens on, the one at which the call
 * arrived, and the hosts of `origins`. A page that has its own name resolve to this machine (DNS rebinding) is none of them.
 */
export const isOwnHost = (listensOn: string, origins: Settings['origins']) => {
  const told = (origins === '*' ? [] : origins).flatMap((origin) =>
    URL.canParse(origin) ? hostnameOf(new URL(origin).host) : [],
  );
  const isWildcard = listensOn === '0.0.0.0' || listensOn === '::';
  const known = [...told, ...(isWildcard ? [] : [hostnameOf(hostOf(listensOn))])];
  return (host: string, address: string | undefined): boolean => {
    const hostname = hostnameOf(host);
    if (hostname === undefined) return false;
    if (isLoopback(hostname) || known.includes(hostname)) return true;
    // A socket for both families has IPv4 addresses in this form (RFC 4291, section 2.5.5.2).
    return address !== undefined && hostname === hostnameOf(hostOf(address.replace(/^::ffff:(?=\d+\.)/, '')));
  };
};
