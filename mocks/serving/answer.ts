import type { Api } from '../api/create-api.js';
import { pathBelow } from '../api/visit.js';

/**
 * Returns the API that a URL belongs to. Undefined if no API has its origin. APIs of one origin are distinguished by the path
 * of their base URL, the longest first.
 */
export const apiFor = (apis: readonly Api[], url: string): Api | undefined => {
  const { origin, pathname } = new URL(url);
  const here = apis
    .filter(({ baseUrl }) => baseUrl.origin === origin)
    .sort((a, b) => b.baseUrl.pathname.length - a.baseUrl.pathname.length);
  // Outside all base URLs, the host still responds.
  return here.find(({ baseUrl }) => pathBelow(pathname, baseUrl) !== undefined) ?? here[0];
};
