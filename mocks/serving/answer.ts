import type { Api } from '../api/create-api.js';
import { pathBelow } from '../api/visit.js';

/**
 * The API that a URL is for; nothing where none of them has that origin. Those that share one are told apart by the path of
 * their base URL, the longest first.
 */
export const apiFor = (apis: readonly Api[], url: string): Api | undefined => {
  const { origin, pathname } = new URL(url);
  const here = apis
    .filter(({ baseUrl }) => baseUrl.origin === origin)
    .sort((a, b) => b.baseUrl.pathname.length - a.baseUrl.pathname.length);
  // Beside all of them there is still a host that answers.
  return here.find(({ baseUrl }) => pathBelow(pathname, baseUrl) !== undefined) ?? here[0];
};
