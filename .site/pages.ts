import { existsSync } from 'node:fs';

/** One of the repository's guides, and where the site shows it. */
export interface Page {
  /** The Markdown file, from the root of the repository. */
  readonly source: string;
  /** Its address on the site, without a slash in front and without an ending. */
  readonly route: string;
  /** What the sidebar calls it. */
  readonly title: string;
  /** The sidebar's heading above it. */
  readonly group: 'Guide' | 'Testing' | 'Project';
}

/** The guides, in the order of the sidebar. A new guide is a new row. */
const ROWS: readonly Page[] = [
  { source: 'README.md', route: 'guide/getting-started', title: 'Getting started', group: 'Guide' },
  { source: 'src/README.md', route: 'guide/how-it-works', title: 'How it works', group: 'Guide' },
  { source: 'src/cognito/README.md', route: 'guide/cognito', title: 'Cognito session', group: 'Guide' },
  {
    source: 'src/cognito/server-rendering.md',
    route: 'guide/server-rendering',
    title: 'Sessions on a server',
    group: 'Guide',
  },
  { source: 'src/hosted-ui/README.md', route: 'guide/hosted-ui', title: 'Hosted UI', group: 'Guide' },
  { source: 'src/ui/README.md', route: 'guide/sign-in', title: 'Sign-in component', group: 'Guide' },
  { source: 'test/recipes/README.md', route: 'guide/recipes', title: 'Recipes', group: 'Guide' },
  { source: 'src/coming-from.md', route: 'guide/coming-from', title: 'Coming from another library', group: 'Guide' },
  { source: 'mocks/README.md', route: 'guide/mocks', title: 'Mocks and emulator', group: 'Testing' },
  { source: 'CHANGELOG.md', route: 'project/changelog', title: 'Changelog', group: 'Project' },
  { source: '.github/CONTRIBUTING.md', route: 'project/contributing', title: 'Contributing', group: 'Project' },
  { source: '.github/SECURITY.md', route: 'project/security', title: 'Security', group: 'Project' },
];

/** The root of the repository, as a file URL with a slash at the end. */
export const ROOT = new URL('../', import.meta.url);

/** The guides that the repository has. */
export const pages: readonly Page[] = ROWS.filter(({ source }) => existsSync(new URL(source, ROOT)));
