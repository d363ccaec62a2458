import { parseUrl } from '../core/scope.js';

/** What an answer consists of (RFC 6749, section 4.1.2; RFC 9207). */
const ANSWER = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss'];

/** A provider's answer in an address. */
export interface AddressAnswer {
  readonly query: URLSearchParams;
  readonly state: string;
}

/** The answer that an address bears, if it bears one. */
export const answerIn = (url: unknown): AddressAnswer | undefined => {
  const query = typeof url === 'string' ? parseUrl(url)?.searchParams : undefined;
  const state = query?.get('state');
  return query && state && (query.has('code') || query.has('error')) ? { query, state } : undefined;
};

/** The page that an answer came to, without the answer. */
export const pageOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** Takes an answer out of the address of this page, and of the browser's history, if it is still there. */
export const cleanAddress = (state: string): void => {
  const url = globalThis.location?.href;
  if (answerIn(url)?.state !== state) return;
  const clean = new URL(url);
  for (const name of ANSWER) clean.searchParams.delete(name);
  history.replaceState(history.state, '', clean);
};

/** The one of the app's URLs that belongs to this page; the first elsewhere. */
export const ownUrl = (urls: readonly string[] | undefined): string | undefined => {
  const origin = globalThis.location?.origin;
  return urls?.find((url) => parseUrl(url)?.origin === origin) ?? urls?.[0];
};
