// `npm run site:check`, after `npm run site`: checks the links of the built site, and drives it in Chromium, Firefox and WebKit.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

if (!existsSync(path('dist/index.html'))) {
  console.error('There is no site to check. Build it first: npm run site');
  process.exit(1);
}
const vitest = path('../node_modules/vitest/vitest.mjs');
const parameters = ['run', '--config', path('check/vitest.config.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [vitest, ...parameters], { stdio: 'inherit' });
process.exit(status ?? 1);
