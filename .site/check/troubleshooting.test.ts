import { globSync, readFileSync } from 'node:fs';
import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import config from '../.vitepress/config.js';

const DIST = new URL('../dist/', import.meta.url);
const [chunk] = globSync('assets/chunks/@localSearchIndexroot.*.js', { cwd: DIST });
const { default: built } = await import(new URL(chunk!, DIST).href);
const { search } = config.themeConfig!;
const ours = search?.provider === 'local' ? search.options?.miniSearch?.searchOptions : undefined;

/** As VitePress's search box makes it. */
const index = MiniSearch.loadJSON<{ id: string }>(built, {
  fields: ['title', 'titles', 'text'],
  storeFields: ['title', 'titles'],
  searchOptions: { fuzzy: 0.2, prefix: true, ...ours },
});

const guide = readFileSync(new URL('../../src/README.md', import.meta.url), 'utf8');
const section = guide.slice(guide.indexOf('\n## Troubleshooting'), guide.indexOf('\n## Limits'));

/** What a user who sees what a row is about would search for: each message in it, or its own words if it quotes none. */
const messagesOf = (cell: string): string[] => {
  const messages = [...cell.matchAll(/`([^`]+ [^`]+)`/g)].map(([, text]) => text!);
  return messages.length > 0 ? messages : [cell.replaceAll('`', '')];
};

const seen = [...section.matchAll(/^\| (.+?) \|/gm)]
  .map(([, cell]) => cell!)
  .filter((cell) => cell !== 'You see')
  .flatMap((cell) => messagesOf(cell).map((message) => [message, cell.replaceAll('`', '')] as const));

test('every table has its rows', () => {
  expect(seen.length).toBeGreaterThan(60);
});

test('every row that a search finds is a place in its page', () => {
  const ids = index.search('the a of is not', { prefix: true }).map(({ id }) => decodeURI(String(id)));
  const rows = ids.filter((id) => id.includes('#row-')).map((id) => /([^/]+\/[^/]+\.html)#(.+)$/.exec(id)!);
  expect(rows.length).toBeGreaterThan(60);
  const isThere = (path: string, anchor: string): boolean =>
    readFileSync(new URL(path, DIST), 'utf8').includes(` id="${anchor}"`);
  expect(rows.flatMap(([whole, path, anchor]) => (isThere(path!, anchor!) ? [] : [whole]))).toEqual([]);
});

test.each(seen)('a search for "%s" finds its row', (message, cell) => {
  const found = index.search(message).slice(0, 3);
  expect(found.map(({ title }) => title.replaceAll('&quot;', '"'))).toContain(cell);
});
