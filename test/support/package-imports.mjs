// What package.json's `imports` choose for a platform, as our sources instead of what was built from them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { imports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** The source of what is built to `./dist/…js`. */
const toSource = (target) => `${root}${target.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts')}`;

/**
 * The rows of `imports`, as a specifier (a pattern has one `*`) and the source that it stands for.
 *
 * @param conditions The platform's, beside `default`.
 */
export const importRows = (conditions) =>
  Object.entries(imports).map(([specifier, targets]) => {
    const condition = Object.keys(targets).find((name) => name === 'default' || conditions.includes(name));
    return { specifier, source: toSource(targets[condition]) };
  });

/** An esbuild plugin that resolves our own `#…` for a platform. */
export const packageImports = (...conditions) => {
  const rows = importRows(conditions);
  return {
    name: 'package-imports',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^#/ }, ({ path }) => {
        for (const { specifier, source } of rows) {
          const [start, end] = specifier.split('*');
          if (path === specifier) return { path: source };
          if (end !== undefined && path.startsWith(start)) {
            return { path: source.replace('*', path.slice(start.length, path.length - end.length)) };
          }
        }
        return undefined;
      }),
  };
};
