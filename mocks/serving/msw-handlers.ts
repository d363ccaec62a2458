import { type HttpHandler, HttpResponse, http } from 'msw';
import type { Api } from '../api/create-api.js';
import { apiFor } from './answer.js';

/**
 * Returns an msw handler for every request to an origin.
 *
 * It matches by a regular expression without groups, because msw decodes what the star of a path such as
 * `https://host/*` matches, and fails if the encoding is invalid.
 */
const handlerFor = (origin: string, apis: readonly Api[]): HttpHandler =>
  http.all(new RegExp(`^${origin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`), async ({ request }) => {
    const response = await (apiFor(apis, request.url) as Api).answer(request);
    // msw's own class, which keeps cookies in a browser.
    return response.type === 'error' ? response : new HttpResponse(response.body, response);
  });

/** Returns a handler for each origin. */
export const handlersFor = (apis: readonly Api[]): HttpHandler[] =>
  [...new Set(apis.map(({ baseUrl }) => baseUrl.origin))].map((origin) => handlerFor(origin, apis));
