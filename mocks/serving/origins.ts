import type { Settings } from '../options.js';

/** Names and addresses that lead to this machine only (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3), as URLs have them. */
const LOOPBACK = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name, as a URL has it, can only be this machine. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/**
 * Whether pages of an origin may call a listener.
 *
 * @param address The address of this machine at which the call arrived.
 */
export type Admits = (origin: string, address: string | undefined) => boolean;

/** Admits pages of this machine, and those that the option `origins` lists. */
export const admitsOrigins =
  (origins: Settings['origins']): Admits =>
  (origin) => {
    if (origins === '*' || origins.includes(origin)) return true;
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    return url !== undefined && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
  };
