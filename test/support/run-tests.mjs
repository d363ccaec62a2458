// `npm test`: all tests, or those whose path contains one of the given texts. `--fast` leaves out the slow files. What this
// machine lacks is skipped, and said; SIGV4_REQUIRE_ALL=1, which the project's own CI sets, allows no skip.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { leftOut } from './available.ts';

const given = process.argv.slice(2);
const fast = given.includes('--fast');
const args = given.filter((argument) => argument !== '--fast');
const missing = process.env.SIGV4_REQUIRE_ALL === '1' ? leftOut() : [];

if (missing.length > 0) {
  console.error([...missing, 'SIGV4_REQUIRE_ALL=1 leaves no suite out: install what is missing.'].join('\n'));
  process.exit(1);
}
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const vitest = [path('../../node_modules/vitest/vitest.mjs'), 'run', '--config', path('../vitest.config.ts')];
const env = { ...process.env, ...(fast && { SIGV4_FAST: '1' }) };
const run = spawnSync(process.execPath, [...vitest, ...args], { stdio: 'inherit', env });
// Who runs some files by hand sees in the summary how many of their tests were skipped.
const isWhole = args.every((argument) => argument.startsWith('-'));
if (isWhole || process.env.CI === 'true') for (const line of leftOut()) console.log(line);
process.exit(run.status ?? 1);
