import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { aliases } from './support/aliases.js';
import { chromiumPath } from './support/available.js';
import { readmeExample } from './support/readme-example.js';
import { slow } from './support/slow.js';

/** `npm run test:fast` */
const isFast = process.env.SIGV4_FAST === '1';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
/** The repository, from wherever an editor starts vitest. */
const root = path('..');

const shared = {
  root,
  setupFiles: [path('support/quiet.ts')],
  // A test's time limit is there to end what hangs, not to time anything: a busy machine may take seconds to load a module.
  // Where the emulator keeps its secret: not in the developer's own folder.
  env: { XDG_STATE_HOME: path('.tmp/state') },
  testTimeout: 30_000,
  hookTimeout: 30_000,
  expect: { poll: { timeout: 20_000 } },
};

const node = {
  root,
  resolve: { alias: aliases('node') },
  test: {
    ...shared,
    name: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/matrix/**', '**/node_modules/**', '**/.work/**', ...(isFast ? slow : [])],
  },
};

const chromium = (executablePath: string) => ({
  root,
  plugins: [readmeExample()],
  resolve: { alias: aliases('browser') },
  test: {
    ...shared,
    name: 'chromium',
    include: ['test/browser/**/*.test.ts'],
    globalSetup: [path('browser/verifier-setup.ts')],
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
  root,
  test: {
    projects: chromiumPath && !isFast ? [node, chromium(chromiumPath)] : [node],
    reporters: [path('support/quiet-reporter.ts')],
    // Most files wait more than they compute, so that no processor need be kept free for vitest itself.
    maxWorkers: availableParallelism(),
    attachmentsDir: path('.tmp/attachments'),
  },
});
