// The guides, as one table: a new guide is a new row, and its snippets, links and place in the package are tested from then on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// A path, because URL is jsdom's in tests that have a page.
export const ROOT = join(import.meta.dirname, '../..');

/**
 * `app` says which app a guide's files belong to: blocks of code that begin with their path, as a comment. Blocks of TypeScript
 * without one are examples that run by themselves.
 *
 * `packed` says whether the npm package has it.
 */
export const GUIDES = [
  { path: 'README.md', packed: true },
  { path: 'src/README.md', packed: true },
  { path: 'src/coming-from.md', packed: true },
  { path: 'src/cognito/README.md', packed: true },
  { path: 'src/cognito/server-rendering.md', packed: true, app: 'recipes' },
  { path: 'src/hosted-ui/README.md', packed: true },
  { path: 'src/ui/README.md', packed: true, app: 'recipes' },
  { path: 'mocks/README.md', packed: true, app: 'mocks' },
  { path: 'test/recipes/README.md', packed: true, app: 'recipes' },
  { path: '.github/SECURITY.md', packed: true },
  { path: '.github/CONTRIBUTING.md', packed: false },
];

/** The text of a guide, or of another file of the repository. */
export const textOf = (path) => readFileSync(join(ROOT, path), 'utf8');

const BLOCK = /```(\w+)\n(.*?)```/gs;
const FIRST_LINE = /^(?:\/\/|<!--|\/\*) (\S+\.\w+)(?: -->| \*\/)?\n/;

const blocksOf = (path) => [...textOf(path).matchAll(BLOCK)].map(([, language, code]) => ({ language, code }));

/** The examples of all guides: TypeScript that runs by itself. */
export const examples = GUIDES.flatMap(({ path }) =>
  blocksOf(path)
    .filter(({ language, code }) => language === 'ts' && !FIRST_LINE.test(code))
    .map(({ code }, index) => ({ guide: path, name: `${path}, example ${index + 1}`, code })),
);

/** The one example that contains a text, such as the module that it imports. */
export const exampleWith = (text) => {
  const [found, ...more] = examples.filter(({ code }) => code.includes(text));
  if (!found || more.length > 0)
    throw new Error(`One example must contain ${text}; ${found ? more.length + 1 : 0} do.`);
  return found.code;
};

/** The files of an app, by the path that each block of code begins with. */
export const filesOf = (app) => {
  const files = new Map();
  for (const { path } of GUIDES.filter((guide) => guide.app === app)) {
    for (const { code } of blocksOf(path)) {
      const [line, name] = FIRST_LINE.exec(code) ?? [];
      if (!name) continue;
      if (files.has(name)) throw new Error(`Two guides have the file ${name}; the second is ${path}.`);
      files.set(name, code.slice(line.length));
    }
  }
  return files;
};
