import { readFileSync } from 'node:fs';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { aliases } from '../../test/support/aliases.js';
import { apiMarkdown } from '../lib/api-markdown.js';
import { tableAnchors } from '../lib/table-anchors.js';
import { guideMarkdown } from '../lib/guide-markdown.js';
import { renderForSearch } from '../lib/render-for-search.js';
import { repositoryUrl } from '../lib/repository.js';
import { slugify } from '../lib/slug.js';
import { pages, ROOT } from '../pages.js';

const readJson = (path: string) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
const manifest = readJson('package.json');
const repository = repositoryUrl(manifest);
const base = (process.env.SITE_BASE || '/') as `/${string}/`;

const guides: DefaultTheme.SidebarItem[] = [...new Set(pages.map(({ group }) => group))].map((group) => ({
  text: group,
  items: pages.filter((page) => page.group === group).map(({ title, route }) => ({ text: title, link: `/${route}` })),
}));

const reference = { text: 'API reference', collapsed: true, items: readJson('.site/api/typedoc-sidebar.json') };

const linkTo = (source: string): string | undefined => {
  const page = pages.find((one) => one.source === source);
  return page && `/${page.route}`;
};

const ICON =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#3451b2"/>
<path d="m4 8.5 3 3 5-6.5" fill="none" stroke="#fff" stroke-width="2"/></svg>`.replace('\n', '');

export default defineConfig({
  lang: 'en',
  title: manifest.name,
  description: manifest.description,
  base,
  outDir: 'dist',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  metaChunk: true,
  markdown: {
    config: (md) => {
      md.use(guideMarkdown(manifest)).use(apiMarkdown).use(tableAnchors);
    },
    anchor: { slugify },
    // Those that come by default are too pale to be read by everyone.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: linkTo('README.md')!, activeMatch: '/guide/' },
      { text: 'API', link: '/api/', activeMatch: '/api/' },
      { text: `v${manifest.version}`, link: linkTo('CHANGELOG.md')! },
    ],
    sidebar: [...guides, reference],
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        _render: renderForSearch,
        // Words in the text count more than here by default: the reference's headings are the names of things.
        miniSearch: {
          searchOptions: {
            boost: { title: 2, text: 2, titles: 1 },
            // Words that only begin alike, or are misspelled, count little: they would bury what has the very words of a message.
            // No functions here: VitePress would need eval for them.
            weights: { prefix: 0.05, fuzzy: 0.1 },
          },
        },
      },
    },
    ...(repository && { socialLinks: [{ icon: 'github', link: repository }] }),
    externalLinkIcon: true,
  },
  vite: {
    resolve: {
      alias: [
        ...aliases('browser'),
        // msw tells Node that it has no such file, and pages are rendered in Node once. They load it only in browsers.
        { find: /^msw\/browser$/, replacement: new URL('node_modules/msw/lib/browser/index.js', ROOT).pathname },
      ],
    },
    server: { fs: { allow: [ROOT.pathname] } },
    // Diagrams, and the demonstration, load when they are needed.
    build: { chunkSizeWarningLimit: 1500 },
  },
});
