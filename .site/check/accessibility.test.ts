import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { allBrowsers } from './all-browsers.js';
import { serveSite } from './built-site.js';
import { openFirstPage } from './first-page.js';

const site = serveSite();
const { Chromium } = allBrowsers();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const mode of ['light', 'dark']) {
  test(`axe finds nothing wrong with the first page, ${mode}`, async (context) => {
    const { page } = await Chromium!.open(context);
    await page.go(site.url());
    await page.run(`localStorage.setItem('vitepress-theme-appearance', '${mode}')`);
    const first = await openFirstPage(page, site.url());
    expect(await page.run(`return document.documentElement.classList.contains('dark')`)).toBe(mode === 'dark');
    await first.press('Expire the credentials');
    await first.press('Skew the clock by 20 minutes');
    await first.call('Three calls at once');
    // VitePress labels its search button without the keys that are drawn on it.
    const violations = await page.run(
      `${axe}; return axe.run({ exclude: ['.DocSearch-Button'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
    );
    expect(violations).toEqual([]);
  });
}
