import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT, textOf } from './guides.mjs';
import { DOCUMENTED } from './public-names.js';

const { exports } = JSON.parse(textOf('package.json')) as { exports: Record<string, { types?: string }> };

/** The sources of the package's entries. */
const entries = Object.values(exports).flatMap(({ types = '' }) => {
  const [, path] = /^\.\/dist\/(.+)\.d\.ts$/.exec(types) ?? [];
  return path ? [`${path}.ts`] : [];
});

/** What a guide has as code: in its text, and in its examples. */
const codeOf = (text: string): string =>
  [...text.matchAll(/```.*?```/gs), ...text.replace(/```.*?```/gs, '').matchAll(/`[^`\n]+`/g)].join('\n');

/** The code in the first cells of a guide's tables. */
const firstCellsOf = (text: string): string =>
  codeOf([...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell).join('\n'));

const missing = (names: readonly string[], code: string): string[] =>
  names.filter((name) => !new RegExp(`(?<![\\w-])${name.replace('$', '\\$&')}(?![\\w-])`).test(code));

test.each(DOCUMENTED)('$guide documents $type', ({ guide, names, rows }) => {
  const text = textOf(guide);
  expect(missing(names, rows ? firstCellsOf(text) : codeOf(text))).toEqual([]);
});

test('a name that no guide has is missed, and so is one that is not in a row', () => {
  const text = '| `one`, `two` | x |\n\nand `three`, but not four, or `five-six`';
  expect(missing(['one', 'three', 'four', 'five'], codeOf(text))).toEqual(['four', 'five']);
  expect(missing(['one', 'two', 'three'], firstCellsOf(text))).toEqual(['three']);
});

/** Exported, and not for an app to write: a union, what a client has of its own. */
const NOT_WRITTEN = ['ConfirmSignInInput', 'SignedInput', 'KyOptions'];

test('every exported type of options is among them', () => {
  const exported = entries
    .flatMap((path) => textOf(path).match(/\b[A-Z]\w*(?:Options|Input)\b/g) ?? [])
    .filter((name) => !NOT_WRITTEN.includes(name));
  expect(exported.length).toBeGreaterThan(30);
  expect(exported.filter((name) => !DOCUMENTED.some(({ type }) => type === name))).toEqual([]);
});

/** The unions that `src` exports, by name, with the named types that they consist of. */
const unions = globSync('src/**/*.ts', { cwd: ROOT }).flatMap((path) =>
  [...textOf(path).matchAll(/^export type (\w+) =\s*\|?\s*([A-Z]\w*(?:\s*\|\s*[A-Z]\w*)+);$/gm)].map(
    ([, name = '', members = '']) => ({ name, members: members.split(/\s*\|\s*/) }),
  ),
);

/** Whether a module exports a name. */
const doesExport = (text: string, name: string): boolean =>
  [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gms)].some(([, list = '']) =>
    new RegExp(`\\b${name}\\b`).test(list),
  );

test('an entry that exports a union exports each of its members, so that an app can name it', () => {
  const missed = entries.flatMap((path) => {
    const text = textOf(path);
    return unions
      .filter(({ name }) => doesExport(text, name))
      .flatMap(({ name, members }) => members.map((member) => ({ path, name, member })))
      .filter(({ member }) => !doesExport(text, member));
  });
  expect(unions.map(({ name }) => name)).toContain('SignInStep');
  expect(missed).toEqual([]);
});
