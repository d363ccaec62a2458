import { type HttpHandler, HttpResponse, http } from 'msw';
import type { Api } from '../api/create-api.js';
import { apiFor } from './answer.js';

/**
 * A handler of msw's for whatever is called at an origin, in any method.
 *
 * A regular expression without groups, because a path such as `https://host/*` makes msw decode what the star stands
 * for, and fail where that is no valid encoding.
 */
const handlerFor = (origin: string, apis: readonly Api[]): HttpHandler =>
  http.all(new RegExp(`^${origin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`), async ({ request }) => {
    const response = await (apiFor(apis, request.url) as Api).answer(request);
    // msw's own kind, which keeps cookies in a browser.
    return response.type === 'error' ? response : new HttpResponse(response.body, response);
  });

/** A handler for each origin. */
export const handlersFor = (apis: readonly Api[]): HttpHandler[] =>
  [...new Set(apis.map(({ baseUrl }) => baseUrl.origin))].map((origin) => handlerFor(origin, apis));
