import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { pages, ROOT } from '../pages.ts';

const SITE = new URL('.site/', ROOT);

/**
 * Puts into .site what VitePress has to find there: for each guide a page that includes it, so that its text is never copied, and msw's
 * service worker.
 */
export const gather = (): void => {
  for (const folder of ['guide/', 'project/', 'public/']) {
    rmSync(new URL(folder, SITE), { recursive: true, force: true });
    mkdirSync(new URL(folder, SITE));
  }
  for (const { source, route } of pages) {
    const include = posix.relative(posix.dirname(`.site/${route}`), source);
    writeFileSync(new URL(`${route}.md`, SITE), `<!-- @include: ${include} -->\n`);
  }
  const worker = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');
  copyFileSync(worker, new URL('public/mockServiceWorker.js', SITE));
};

/** package.json of the library. */
export const manifest = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
