import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The package's own names resolve to its sources, so that tests and README examples read as an app's code does. */
const sources = [
  { find: /^sigv4-interceptor$/, replacement: path('src/index.ts') },
  { find: /^sigv4-interceptor\/mocks$/, replacement: path('mocks/index.ts') },
  { find: /^sigv4-interceptor\/(axios|fetch|ky)$/, replacement: path('src/$1.ts') },
];
const onNode = [
  { find: '#sha256', replacement: path('src/sigv4/sha256.node.ts') },
  { find: '#call-context', replacement: path('src/core/call-context.node.ts') },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: [...sources, ...onNode] },
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'] },
      },
    ],
  },
});
