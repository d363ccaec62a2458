// Reads vitest's JSON report for CI: every test that was skipped must say why in its name, and the last line counts.
import { existsSync, readFileSync } from 'node:fs';

const path = process.argv[2] ?? '';
const report = existsSync(path) && readFileSync(path, 'utf8');
const { testResults: files } = report ? JSON.parse(report) : { testResults: [] };
const tests = files.flatMap(({ assertionResults }) => assertionResults);
const having = (...statuses) => tests.filter(({ status }) => statuses.includes(status));
const passed = having('passed');
const failed = having('failed');
const skipped = tests.filter((test) => !passed.includes(test) && !failed.includes(test));
// A file that could not be loaded has no tests that fail.
const broken = files.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => failed.includes(test)),
);

for (const { name, message } of broken) console.error(`failed as a whole: ${name}: ${message}`);
const unexplained = skipped.filter(({ title }) => !/\(skipped: .+\)$/.test(title));
for (const { fullName } of unexplained) console.error(`skipped without saying why: ${fullName}`);
if (tests.length === 0) console.error('No test ran.');
console.log(`${passed.length} passed, ${failed.length + broken.length} failed, ${skipped.length} skipped`);
process.exitCode = unexplained.length + broken.length + failed.length > 0 || tests.length === 0 ? 1 : 0;
