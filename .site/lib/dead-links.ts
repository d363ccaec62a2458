/** The HTML files of a site by their paths, without a slash in front, such as `guide/mocks.html`; and all other files. */
export interface Built {
  readonly pages: Readonly<Record<string, string>>;
  readonly others: readonly string[];
}

const decode = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
const valuesOf = (html: string, attribute: string): string[] =>
  [...html.matchAll(new RegExp(`<[a-z][^>]*?\\s${attribute}="([^"]*)"`, 'gi'))].map(([, value]) => decode(value!));

/**
 * Finds what leads nowhere: links to pages, files and headings that a site does not have, and everything that a page would load from
 * another host.
 *
 * @param base The path that the site is served at, with a slash at both ends.
 * @returns A line for each, with the page; links to other sites are not followed.
 */
export const findDeadLinks = ({ pages, others }: Built, base: string): string[] => {
  const files = new Set([...Object.keys(pages), ...others]);
  const idsOf = new Map(Object.entries(pages).map(([path, html]) => [path, new Set(valuesOf(html, 'id'))]));
  const reasonFor = (link: string, from: string): string | undefined => {
    const url = new URL(link, `http://site${base}${from}`);
    if (url.host !== 'site') return undefined;
    if (!url.pathname.startsWith(base)) return `is not below ${base}`;
    const path = decodeURI(url.pathname.slice(base.length)).replace(/(^|\/)$/, '$1index.html');
    if (!files.has(path)) return 'is not there';
    const id = decodeURIComponent(url.hash.slice(1));
    return id && !idsOf.get(path)?.has(id) ? 'has no such heading' : undefined;
  };
  return Object.entries(pages).flatMap(([path, html]) => {
    const links = [...valuesOf(html, 'href'), ...valuesOf(html, 'src')].filter((link) => !/^(data|mailto):/.test(link));
    const dead = links.flatMap((link) => {
      const reason = reasonFor(link, path);
      return reason ? [`${path}: ${link} ${reason}`] : [];
    });
    const loaded = [...valuesOf(html, 'src'), ...linkedResources(html)].filter((link) => /^(https?:)?\/\//.test(link));
    return [...new Set([...dead, ...loaded.map((link) => `${path}: ${link} is on another host`)])];
  });
};

/** What `<link>` makes a browser load: styles, icons, preloads. */
const linkedResources = (html: string): string[] =>
  [...html.matchAll(/<link\b[^>]*>/gi)].flatMap(([tag]) => valuesOf(tag, 'href'));
