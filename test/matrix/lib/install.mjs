// Installs what only the matrix, or another such folder, needs, once for each state of its lockfile.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from './paths.mjs';
import { run } from './run.mjs';

/** Makes the `node_modules` of a folder what its lockfile says. Default: the matrix. */
export const install = async (folder = HERE, what = 'runtimes, bundlers and older clients') => {
  const stamp = join(folder, 'node_modules/.matrix-lock');
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log(`Installing ${what} …`);
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  writeFileSync(stamp, hash);
};
