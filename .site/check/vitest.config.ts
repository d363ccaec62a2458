import { defineConfig } from 'vitest/config';

// A test's time limit is there to end what hangs, not to time anything: a busy machine may take seconds to load a page.
const LIMIT = 60_000;

export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.test.ts'], testTimeout: LIMIT, hookTimeout: LIMIT },
});
