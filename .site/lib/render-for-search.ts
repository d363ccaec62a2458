import type { MarkdownEnv } from 'vitepress';

/** What is needed of markdown-it, of whose types VitePress uses two versions. */
interface Renderer {
  render(source: string, env: MarkdownEnv): string;
}

/** A row that has an anchor: see `table-anchors.ts`. */
const ROW = /<tr id="(row-[^"]+)">\s*<td[^>]*>(.*?)<\/td>(.*?)<\/tr>/gs;

const onOneLine = (html: string): string => html.replaceAll('\n', ' ');
const withoutLinks = (html: string): string => html.replace(/<\/?a\b[^>]*>/g, '');

/**
 * Renders what the search index is made of. VitePress indexes a page by its headings, so
 * - a row of a table that people look for is found by itself, as if its first cell were a heading: in a long table, BM25 would
 *   rank it below every short text that has one of its words;
 * - a property or parameter of the API reference is found as part of its function or interface: one entry each would bury the guides.
 */
export const renderForSearch = (source: string, env: MarkdownEnv, md: Renderer): string => {
  const html = md.render(source, env);
  if (env.relativePath.startsWith('api/')) return html.replace(/<(\/?)h[4-6]\b/g, '<$1p');
  return html.replace(
    ROW,
    (_, id: string, first: string, rest: string) =>
      `<h5>${onOneLine(withoutLinks(first))} <a href="#${id}">#</a></h5><p>${onOneLine(rest)}</p>`,
  );
};
