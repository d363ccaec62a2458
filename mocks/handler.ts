import { type HttpHandler, HttpResponse, http } from 'msw';
import type { Api } from './api/create-api.js';
import { pathBelow } from './api/visit.js';

/**
 * A handler of msw's for whatever is called at an origin, in any method.
 *
 * A regular expression without groups, because a path such as `https://host/*` makes msw decode what the star stands
 * for, and fail where that is no valid encoding.
 */
const handlerFor = (origin: string, answer: (request: Request) => Promise<Response>): HttpHandler =>
  http.all(new RegExp(`^${origin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`), async ({ request }) => {
    const response = await answer(request);
    // msw's own kind, which keeps cookies in a browser.
    return response.type === 'error' ? response : new HttpResponse(response.body, response);
  });

/** A handler for each origin. APIs that share one are told apart by the path of their base URL, the longest first. */
export const handlersFor = (apis: readonly Api[]): HttpHandler[] => {
  const origins = new Set(apis.map(({ baseUrl }) => baseUrl.origin));
  return [...origins].map((origin) => {
    const here = apis
      .filter(({ baseUrl }) => baseUrl.origin === origin)
      .sort((a, b) => b.baseUrl.pathname.length - a.baseUrl.pathname.length);
    return handlerFor(origin, (request) => {
      const { pathname } = new URL(request.url);
      // Beside all of them there is still a host that answers.
      const api = here.find(({ baseUrl }) => pathBelow(pathname, baseUrl) !== undefined) ?? (here[0] as Api);
      return api.answer(request);
    });
  });
};
