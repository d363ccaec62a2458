import { statSync } from 'node:fs';
import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { pages, ROOT } from '../pages.js';
import { type Links, resolveLink } from './links.js';
import { type Manifest, repositoryUrl } from './repository.js';

type Token = ReturnType<MarkdownRenderer['parse']>[number];

const linksOf = (manifest: Manifest): Links => ({
  pages,
  repository: repositoryUrl(manifest),
  kindOf: (path) => {
    const stats = statSync(new URL(path, ROOT), { throwIfNoEntry: false });
    return stats && (stats.isDirectory() ? 'folder' : 'file');
  },
});

/** Rewrites the links and pictures of one line of text. */
const rewrite = (tokens: Token[], source: string, links: Links): Token[] => {
  /** Whether the link that is open leads nowhere. Links cannot be nested. */
  let isPlain = false;
  return tokens.filter((token) => {
    if (token.type === 'image') {
      const picture = token.attrGet('src') ?? '';
      // Pages are in a folder of their own below .site/, two levels below the root.
      if (!/^[a-z]+:/.test(picture)) token.attrSet('src', posix.join('../..', posix.dirname(source), picture));
    }
    if (token.type === 'link_close') return !isPlain;
    if (token.type !== 'link_open') return true;
    const href = resolveLink(token.attrGet('href') ?? '', source, links);
    isPlain = href === undefined;
    if (href !== undefined) token.attrSet('href', href);
    return !isPlain;
  });
};

/** Makes the guides' links work on the site, and draws their diagrams. */
export const guideMarkdown =
  (manifest: Manifest) =>
  (md: MarkdownRenderer): void => {
    const links = linksOf(manifest);
    md.core.ruler.push('guide-links', ({ env, tokens }) => {
      const page = pages.find(({ route }) => `${route}.md` === env.relativePath);
      if (!page) return;
      for (const token of tokens) {
        if (token.children) token.children = rewrite(token.children, page.source, links);
      }
    });
    const fence = md.renderer.rules.fence!;
    md.renderer.rules.fence = (tokens, index, ...rest) => {
      const { info, content } = tokens[index]!;
      if (info.trim() !== 'mermaid') return fence(tokens, index, ...rest);
      return `<GuideDiagram source="${encodeURIComponent(content)}" />`;
    };
  };
