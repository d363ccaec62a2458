// What run.mjs runs Stryker with; the files to mutate and their tests come from folders.json.
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: process.env.MUTANT_TESTS_ARE_RELATED !== 'false' },
  // Each mutant meets only the tests that reach it. Those in code that runs at import (most patterns) meet all tests of
  // their folder; they are not ignored, because with direct tests that takes half a second.
  coverageAnalysis: 'perTest',
  ignoreStatic: false,
  // Counts as killed, so it must mean an endless loop, not a busy machine.
  timeoutMS: 10_000,
  // Of a file that no test imports Stryker says nothing; run.mjs then asks again, with tests that are not related to it.
  allowEmpty: true,
  concurrency: 2,
  reporters: ['json'],
  jsonReporter: { fileName: 'test/mutants/.work/mutants.json' },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/dist', '/test/mutants/.work', '/test/.tmp', '/test/package'],
  // Stryker 10.1 crashes on TypeScript 7 when it reads a tsconfig; this one does not exist.
  tsconfigFile: 'none.json',
};
