import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumPath } from './test/support/available.js';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The package's own names resolve to its sources, so that tests and README examples read as an app's code does. */
const sources = [
  { find: /^sigv4-interceptor$/, replacement: path('src/index.ts') },
  { find: /^sigv4-interceptor\/mocks$/, replacement: path('mocks/index.ts') },
  { find: /^sigv4-interceptor\/(amplify|axios|cognito|explain|fetch|hosted-ui|ky)$/, replacement: path('src/$1.ts') },
];
/** What package.json's `imports` choose by platform. */
const onPlatform = (platform: 'node' | 'web') => [
  ...sources,
  { find: '#sha256', replacement: path(`src/sigv4/sha256.${platform}.ts`) },
  { find: '#call-context', replacement: path(`src/core/call-context.${platform}.ts`) },
];

const node = {
  resolve: { alias: onPlatform('node') },
  test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'] },
};

const chromium = (executablePath: string) => ({
  resolve: { alias: onPlatform('web') },
  test: {
    name: 'chromium',
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/verifier-setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath,
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

export default defineConfig({
  test: { projects: chromiumPath ? [node, chromium(chromiumPath)] : [node] },
});
