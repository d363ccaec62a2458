import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { GUIDES, textOf } from './guides.mjs';

const root = join(import.meta.dirname, '../..');

/** A guide's text without its code, where `[` and `](` are code. */
const proseOf = (path: string): string =>
  textOf(path)
    .replace(/```.*?```/gs, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

/** The anchors of a guide's headings, as GitHub makes them, and those that are set by hand. */
const anchorsOf = (path: string): ReadonlySet<string> => {
  const text = textOf(path).replace(/```.*?```/gs, '');
  const anchors = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!);
  for (const [, title] of text.matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const twins = anchors.filter((anchor) => anchor === slug || anchor.replace(/-\d+$/, '') === slug).length;
    anchors.push(twins > 0 ? `${slug}-${twins}` : slug);
  }
  return new Set(anchors);
};

const linksOf = (path: string): string[] =>
  [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^\w+:/.test(target));

/** What is wrong with a link; nothing where it leads to something. */
const faultOf = (from: string, link: string): string | undefined => {
  const [file = '', anchor] = link.split('#');
  const target = file ? normalize(join(dirname(from), file)) : from;
  const place = join(root, target);
  if (!existsSync(place) || !statSync(place).isFile()) return `${link}: there is no ${target}`;
  if (/\.md$/.test(target) && target !== 'CHANGELOG.md' && !GUIDES.some(({ path }) => path === target))
    return `${link}: ${target} is no guide`;
  return anchor === undefined || anchorsOf(target).has(anchor) ? undefined : `${link}: ${target} has no such heading`;
};

test.each(GUIDES)('every link of $path leads to something', ({ path }) => {
  expect(
    linksOf(path)
      .map((link) => faultOf(path, link))
      .filter(Boolean),
  ).toEqual([]);
});

test('a link to a missing file, a missing heading and a file that is no guide are found', () => {
  expect(faultOf('src/README.md', 'nowhere.md')).toContain('there is no src/nowhere.md');
  expect(faultOf('src/README.md', '#nowhere')).toContain('no such heading');
  expect(faultOf('README.md', 'LICENSE')).toBeUndefined();
  expect(faultOf('README.md', 'src/README.md#limits')).toBeUndefined();
});

test('the README links to every guide', () => {
  const linked = linksOf('README.md').map((link) => normalize(link.split('#')[0]!));
  expect(GUIDES.map(({ path }) => path).filter((path) => path !== 'README.md' && !linked.includes(path))).toEqual([]);
});

test('the README is a page, below 10,240 bytes', () => {
  expect(new TextEncoder().encode(textOf('README.md')).length).toBeLessThan(10_240);
});

test('troubleshooting has at least 25 rows, each with what is seen, what it is and what to do', () => {
  const section = textOf('src/README.md').split('\n## Troubleshooting\n')[1]!.split('\n## ')[0]!;
  const rows = section.split('\n').filter((line) => /^\| (?!You see|-)/.test(line) && !/^\|---/.test(line));
  expect(rows.length).toBeGreaterThanOrEqual(25);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 5)).toEqual([]);
});
