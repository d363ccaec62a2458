import { parseUrl } from '../core/scope.js';

/** The parameters of a response (RFC 6749, section 4.1.2; RFC 9207). */
const ANSWER = ['code', 'state', 'error', 'error_description', 'error_uri', 'iss'];

/** A provider's response in a URL. */
export interface AddressAnswer {
  readonly query: URLSearchParams;
  readonly state: string;
}

/** Returns the response in a URL, if it holds one. */
export const answerIn = (url: unknown): AddressAnswer | undefined => {
  const query = typeof url === 'string' ? parseUrl(url)?.searchParams : undefined;
  const state = query?.get('state');
  return query && state && (query.has('code') || query.has('error')) ? { query, state } : undefined;
};

/** Returns a URL without its query and fragment: the page that a response arrived at. */
export const pageOf = (url: string): string => url.replace(/[?#].*$/s, '');

/** Removes a response from this page's URL and from the browser's history, if it is still there. */
export const cleanAddress = (state: string): void => {
  const url = globalThis.location?.href;
  if (answerIn(url)?.state !== state) return;
  const clean = new URL(url);
  for (const name of ANSWER) clean.searchParams.delete(name);
  history.replaceState(history.state, '', clean);
};

/** Returns the first of the app's URLs on this page's origin; else the first of all. */
export const ownUrl = (urls: readonly string[] | undefined): string | undefined => {
  const origin = globalThis.location?.origin;
  return urls?.find((url) => parseUrl(url)?.origin === origin) ?? urls?.[0];
};
