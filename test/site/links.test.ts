import { globSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Links, resolveLink } from '../../.site/lib/links.js';
import { repositoryUrl } from '../../.site/lib/repository.js';
import { slugify } from '../../.site/lib/slug.js';
import { pages, ROOT } from '../../.site/pages.js';

const links: Links = {
  pages: [
    { source: 'README.md', route: 'guide/getting-started' },
    { source: 'src/cognito/README.md', route: 'guide/cognito' },
  ],
  repository: 'https://git.example.com/team/library',
  kindOf: (path) =>
    ({ 'src/core/scope.ts': 'file', 'src/core': 'folder', 'docs/a b.md': 'file' })[path] as 'file' | undefined,
};

test.each([
  ['src/cognito/README.md', 'README.md', '/guide/cognito.md'],
  ['src/cognito/README.md#storage', 'README.md', '/guide/cognito.md#storage'],
  ['src/cognito/', 'README.md', '/guide/cognito.md'],
  ['../../README.md#options', 'src/cognito/README.md', '/guide/getting-started.md#options'],
  [
    '../core/scope.ts#L3',
    'src/cognito/README.md',
    'https://git.example.com/team/library/blob/main/src/core/scope.ts#L3',
  ],
  ['src/core/', 'README.md', 'https://git.example.com/team/library/tree/main/src/core'],
  ['docs/a%20b.md', 'README.md', 'https://git.example.com/team/library/blob/main/docs/a%20b.md'],
  ['#options', 'README.md', '#options'],
  ['https://example.com/a', 'README.md', 'https://example.com/a'],
  ['mailto:security@example.com', 'README.md', 'mailto:security@example.com'],
])('%s in %s leads to %s', (href, source, expected) => {
  expect(resolveLink(href, source, links)).toBe(expected);
});

test('a link to a source file is plain text where the repository has no address', () => {
  expect(resolveLink('src/core/scope.ts', 'README.md', { ...links, repository: undefined })).toBeUndefined();
});

test('a link to a file that does not exist is an error that names it', () => {
  expect(() => resolveLink('../gone.md', 'src/cognito/README.md', links)).toThrow(
    'src/cognito/README.md links to ../gone.md, which does not exist',
  );
});

test.each([
  ['git+https://github.com/team/library.git', 'https://github.com/team/library'],
  ['git://github.com/team/library.git', 'https://github.com/team/library'],
  ['git+ssh://git@github.com/team/library.git', 'https://github.com/team/library'],
  ['https://git.example.com/team/library/', 'https://git.example.com/team/library'],
  ['github:team/library', 'https://github.com/team/library'],
  ['team/library', 'https://github.com/team/library'],
  ['/somewhere/else', undefined],
])('the repository %s is at %s', (repository, expected) => {
  expect(repositoryUrl({ repository })).toBe(expected);
  expect(repositoryUrl({ repository: { url: repository } })).toBe(expected);
});

test('a package without a repository has no address', () => {
  expect(repositoryUrl({})).toBeUndefined();
});

test.each([
  ['What happens on a 403', 'what-happens-on-a-403'],
  ['Sign-in on somebody else’s page?', 'sign-in-on-somebody-elses-page'],
  ['`createSigV4(options)`: all of them', 'createsigv4options-all-of-them'],
  ['Vue & Svelte', 'vue--svelte'],
])('%s has the anchor that GitHub gives it', (heading, anchor) => {
  expect(slugify(heading)).toBe(anchor);
});

test('every guide beside the code has a page', () => {
  const guides = globSync('{src,mocks,test/recipes}/**/*.md', { cwd: ROOT });
  expect(pages.map(({ source }) => source)).toEqual(expect.arrayContaining(guides));
});

test('every relative link of the guides leads to a page or a file', () => {
  const kindOf: Links['kindOf'] = (path) => {
    const stats = statSync(new URL(path, ROOT), { throwIfNoEntry: false });
    return stats && (stats.isDirectory() ? 'folder' : 'file');
  };
  let relative = 0;
  for (const { source } of pages) {
    const prose = readFileSync(new URL(source, ROOT), 'utf8').replace(/^```.*?^```/gms, '');
    for (const [, href] of prose.matchAll(/\]\(([^\s)]+)\)/g)) {
      const target = resolveLink(href!, source, { pages, repository: 'https://git.example.com', kindOf });
      if (target?.startsWith('/')) relative += 1;
    }
  }
  expect(relative).toBeGreaterThan(0);
});
