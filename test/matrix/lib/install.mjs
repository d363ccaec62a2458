// Installs what only the matrix needs, once for each state of its lockfile.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from './paths.mjs';
import { run } from './run.mjs';

/** Makes `test/matrix/node_modules` what the lockfile says. */
export const install = async () => {
  const stamp = join(HERE, 'node_modules/.matrix-lock');
  const hash = createHash('sha256')
    .update(readFileSync(join(HERE, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Installing runtimes, bundlers and older clients …');
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: HERE });
  writeFileSync(stamp, hash);
};
