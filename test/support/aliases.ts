import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { importRows } from './package-imports.mjs';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The package's own names resolve to its sources, so that tests and README examples read as an app's code does. */
const sources = [
  { find: /^sigv4-interceptor$/, replacement: path('src/index.ts') },
  { find: /^sigv4-interceptor\/mocks$/, replacement: path('mocks/index.ts') },
  { find: /^sigv4-interceptor\/mocks\/(jest|playwright|vitest)$/, replacement: path('mocks/$1.ts') },
  {
    find: /^sigv4-interceptor\/(amplify|axios|cognito|eager|explain|fetch|hosted-ui|ky|ui|ui\/flow)$/,
    replacement: path('src/$1.ts'),
  },
];

/** What Vite resolves for the tests: the package's own names, and what package.json's `imports` choose by platform. */
export const aliases = (...conditions: readonly string[]) => [
  ...sources,
  ...importRows(conditions).map(({ specifier, source }) => ({
    find: new RegExp(`^${specifier.replace('*', '(.*)')}$`),
    replacement: source.replace('*', '$1'),
  })),
];

/** The same for esbuild. */
export const sourcesFor = (...conditions: readonly string[]): Plugin => ({
  name: 'sources',
  setup: ({ onResolve }) => {
    for (const { find, replacement } of aliases(...conditions))
      onResolve({ filter: find }, ({ path: name }) => ({ path: name.replace(find, replacement) }));
  },
});
