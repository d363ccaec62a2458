import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { aliases } from './test/support/aliases.js';
import { readmeExample } from './test/support/readme-example.js';
import { chromiumPath } from './test/support/available.js';

// A test's time limit is there to end what hangs, not to time anything: a busy machine may take seconds to load a module.
const limits = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 20_000 } } };

const node = {
  resolve: { alias: aliases('node') },
  test: { ...limits, name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**', 'test/matrix/**'] },
};

const chromium = (executablePath: string) => ({
  plugins: [readmeExample()],
  resolve: { alias: aliases('web') },
  test: {
    ...limits,
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
