// What TypeDoc documents: what package.json exports, each with its sources.
import { OptionDefaults } from 'typedoc';
import { manifest } from './lib/gather.ts';
import { repositoryUrl } from './lib/repository.ts';

const repository = repositoryUrl(manifest);

/** Only types for the JSX of frameworks have no `default`: they add to the frameworks' own. */
const entries = Object.values(manifest.exports).filter((entry) => entry.default && entry.types);

export default {
  entryPoints: entries.map(({ types }) => types.replace(/^\.\/dist\/(.*)\.d\.ts$/, '../$1.ts')),
  tsconfig: '../tsconfig.json',
  out: 'api',
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme', './lib/typedoc-names.ts'],
  docsRoot: '.',
  name: 'API reference',
  readme: 'none',
  // What custom-elements.json is made of.
  blockTags: [...OptionDefaults.blockTags, '@fires', '@cssproperty'],
  router: 'module',
  excludeInternal: true,
  excludeExternals: true,
  excludePrivate: true,
  disableSources: !repository,
  ...(repository && { sourceLinkTemplate: `${repository}/blob/main/{path}#L{line}` }),
  gitRevision: 'main',
  // Its own guess at addresses needs a remote.
  disableGit: true,
  // TypeDoc counts headings of one name in its own way, so it brings their anchors.
  useHTMLAnchors: true,
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables'],
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: 'table',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  validation: { notExported: false, invalidLink: true, rewrittenLink: true },
  treatValidationWarningsAsErrors: true,
};
