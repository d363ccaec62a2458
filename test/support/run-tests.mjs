// `npm test`: the whole suite. Says which suites it left out for want of what; in CI none may be.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { available, needs } from './available.ts';

const SUITES = {
  chromium: 'the clients in Chromium',
  firefox: "Firefox's password manager with the sign-in",
  webkit: 'the sign-in in WebKit, filled without events',
  screen: "Chromium's password manager with the sign-in",
  swift: 'signatures verified by OpenStack Swift',
  ceph: 'signatures verified by Ceph radosgw',
  botocore: 'the differential run against botocore, the endpoint table, and botocore against the emulator',
  curl: 'curl against the emulator',
  redis: 'sessions that four processes keep in Redis',
  vectors: "AWS's published suite, and a published SRP login",
};
const leftOut = Object.keys(SUITES).filter((need) => !available[need]);
const say = () => {
  for (const need of leftOut) console.log(`left out: ${SUITES[need]} (needs ${needs[need]})`);
};

if (leftOut.length > 0 && (process.env.CI === 'true' || process.env.SIGV4_REQUIRE_ALL === '1')) {
  say();
  console.error('CI leaves no suite out: install what is missing.');
  process.exit(1);
}
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const run = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { stdio: 'inherit' });
say();
process.exit(run.status ?? 1);
