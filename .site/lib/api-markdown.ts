import type { MarkdownRenderer } from 'vitepress';

const ANCHOR = /^<a id="([^"]+)"><\/a>\s*$/;

/** Gives headings of the API reference the anchors that TypeDoc has put in front of them, so that each id is there once. */
export const apiMarkdown = (md: MarkdownRenderer): void => {
  md.core.ruler.before('anchor', 'api-anchors', ({ tokens }) => {
    for (const [index, { type, content }] of tokens.entries()) {
      const [, id] = (type === 'html_block' && ANCHOR.exec(content)) || [];
      const heading = tokens[index + 1];
      if (!id || heading?.type !== 'heading_open') continue;
      heading.attrSet('id', id);
      tokens[index]!.content = '';
    }
  });
};
