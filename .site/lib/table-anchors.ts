import type { MarkdownRenderer } from 'vitepress';
import { slugify } from './slug.js';

/** Tables whose rows people look for one by one: by the message that they see, or by the code of an error. */
const LOOKED_UP = /^(You see|Code)$/;

/** Gives each row of such a table an anchor, made of its first cell. */
export const tableAnchors = (md: MarkdownRenderer): void => {
  md.core.ruler.push('table-anchors', ({ tokens }) => {
    /** The text of the first cell of the row that begins at a token. */
    const cellAt = (row: number): string => tokens[row + 2]?.content.replaceAll('`', '') ?? '';
    const anchors = new Set<string>();
    let isLookedUp = false;
    for (const [at, token] of tokens.entries()) {
      if (token.type === 'table_open') isLookedUp = LOOKED_UP.test(cellAt(at + 2));
      if (!isLookedUp || token.type !== 'tr_open' || tokens[at - 1]?.type === 'thead_open') continue;
      const slug = slugify(cellAt(at)).slice(0, 60);
      const anchor = anchors.has(slug) ? `${slug}-${at}` : slug;
      anchors.add(anchor);
      token.attrSet('id', `row-${anchor}`);
    }
  });
};
