// The tests that Stryker runs: those that run.mjs names, in Node alone.
import { defineConfig } from 'vitest/config';
import { aliases } from '../support/aliases.js';

export default defineConfig({
  resolve: { alias: aliases('node') },
  test: {
    include: (process.env.MUTANT_TESTS ?? 'test/core/*.test.ts').split('\n'),
    // The mutants of src/core/clock.ts fare the same with and without isolation, and take 123 s instead of 159 s.
    isolate: false,
    // A machine that is busy with mutants is slow, and a test that is merely late would pass for one that kills.
    testTimeout: 10_000,
  },
});
