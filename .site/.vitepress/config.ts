import { readFileSync } from 'node:fs';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { aliases } from '../../test/support/aliases.js';
import { guideMarkdown } from '../lib/guide-markdown.js';
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

export default defineConfig({
  lang: 'en',
  title: manifest.name,
  description: manifest.description,
  base,
  outDir: 'dist',
  // The icon is drawn here, as no picture is fetched from anywhere.
  head: [['link', { rel: 'icon', href: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>' }]],
  metaChunk: true,
  markdown: {
    config: guideMarkdown(manifest),
    anchor: { slugify },
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
        miniSearch: {
          // The reference repeats the words of the guides; who searches in prose wants the guides first.
          searchOptions: { boostDocument: (id: string) => (/\/api\//.test(id) ? 0.5 : 1) },
        },
      },
    },
    ...(repository && { socialLinks: [{ icon: 'github', link: repository }] }),
    externalLinkIcon: true,
  },
  vite: {
    resolve: {
      alias: [
        ...aliases('web'),
        // msw tells Node that it has no such file, and pages are rendered in Node once. They load it only in browsers.
        { find: /^msw\/browser$/, replacement: new URL('node_modules/msw/lib/browser/index.js', ROOT).pathname },
      ],
    },
    server: { fs: { allow: [ROOT.pathname] } },
    // Diagrams, and the demonstration, load when they are needed.
    build: { chunkSizeWarningLimit: 1500 },
  },
});
