import nodeFetch, { type Response as NodeFetchResponse } from 'node-fetch';
import type { Authenticator } from 'sigv4-interceptor';
import { type SignedFetch, wrapFetch } from 'sigv4-interceptor/fetch';
import { type Response as UndiciResponse, fetch as undiciFetch } from 'undici';

declare const auth: Authenticator;
const url = 'https://x.example.com';

/** Each takes and gives what its own fetch does. */
export const byNodeFetch: Promise<NodeFetchResponse> = wrapFetch(nodeFetch, auth)(url, {
  authenticate: false,
  size: 9,
});
export const byUndici: Promise<UndiciResponse> = wrapFetch(undiciFetch, auth)(url, { authenticate: false });
export const sameAsNodeFetch: typeof nodeFetch = wrapFetch(nodeFetch, auth);
export const byPlatform: SignedFetch = wrapFetch(fetch, auth);
export const byFunction: SignedFetch = wrapFetch(
  (input: Parameters<typeof fetch>[0], init) => fetch(input, init),
  auth,
);
// @ts-expect-error the platform's has no such option
export const wrong = wrapFetch(fetch, auth)(url, { size: 9 });
// @ts-expect-error no fetch
export const none = wrapFetch({}, auth);
