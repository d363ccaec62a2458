// `node .site/check.mjs`, after `npm run site`: checks the links of the built site, and drives its first page in Chromium, Firefox and
// WebKit. SITE_BASE is the path that it was built for, `/` by default.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

if (!existsSync(path('dist/index.html'))) {
  console.error('There is no site to check. Build it first: npm run site');
  process.exit(1);
}
const { status } = spawnSync(
  path('../node_modules/.bin/node'),
  [
    path('../node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    path('check/vitest.config.ts'),
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
