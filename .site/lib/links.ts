import { posix } from 'node:path';
import type { Page } from '../pages.js';

/** What links are resolved against. */
export interface Links {
  readonly pages: readonly Pick<Page, 'source' | 'route'>[];
  /** The web address of the repository, if it has one. */
  readonly repository: string | undefined;
  /** Tells what stands at a path of the repository. */
  kindOf(path: string): 'file' | 'folder' | undefined;
}

/** Whether a link leads out of the repository, or to a place on the same page. */
const staysAsItIs = (href: string): boolean => /^([a-z][a-z\d+.-]*:|\/\/|#)/i.test(href);

/**
 * Says where a guide's link leads on the site. The guides link to each other, and to source files, by relative paths, as they must
 * for readers of the repository.
 *
 * @param href The link, as the guide has it.
 * @param source The guide, from the root of the repository.
 * @returns The page's path with `.md`, which VitePress checks; the file's address in the repository; or `undefined` where
 * the repository has no address, so that the link becomes plain text.
 * @throws Error for a link to a file that does not exist
 */
export const resolveLink = (href: string, source: string, { pages, repository, kindOf }: Links): string | undefined => {
  if (staysAsItIs(href)) return href;
  const [, target = '', fragment = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const path = posix.join(posix.dirname(source), decodeURI(target)).replace(/\/$/, '');
  const page = pages.find((one) => one.source === path || one.source === posix.join(path, 'README.md'));
  if (page) return `/${page.route}.md${fragment}`;
  const kind = kindOf(path);
  if (!kind) throw new Error(`${source} links to ${href}, which does not exist. Correct the link.`);
  return repository && `${repository}/${kind === 'file' ? 'blob' : 'tree'}/main/${encodeURI(path)}${fragment}`;
};
