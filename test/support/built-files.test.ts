// What scripts name in dist/ is built from a source of that name: no compiler looks at them.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const cwd = fileURLToPath(new URL('../../', import.meta.url));

test('every built file that a script names has a source', () => {
  const scripts = globSync('test/**/*.mjs', { cwd, exclude: (name) => /node_modules|^\./.test(String(name)) });
  const named = scripts.flatMap((script) =>
    [...readFileSync(cwd + script, 'utf8').matchAll(/dist\/((?:src|mocks)\/[\w./-]+)\.js\b/g)].map(([, path]) => ({
      script,
      source: `${path}.ts`,
    })),
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(({ source }) => !existsSync(cwd + source))).toEqual([]);
});
