import { expect, test } from 'vitest';
import { type DrivenPage, PATIENCE } from '../../test/ui/support/driven-page.js';
import { pages } from '../pages.js';
import { allBrowsers } from './all-browsers.js';
import { readBuilt, serveSite } from './built-site.js';

const site = serveSite();
const built = readBuilt();
const browsers = allBrowsers();

const RESULTS = `return [...document.querySelectorAll('.VPLocalSearchBox .result')].map((link) => link.getAttribute('href'))`;

/** Searches by the keyboard, and gives the addresses of what is found. */
const search = async (page: DrivenPage, words: string, expected: string): Promise<void> => {
  await page.go(site.url());
  // Until VitePress has mounted the page (Vue marks it so), its buttons do nothing.
  await expect.poll(() => page.run(`return !!document.querySelector('#app').__vue_app__`), PATIENCE).toBe(true);
  await page.run(`document.querySelector('.VPNavBarSearch button').focus()`);
  await page.press('Enter');
  await expect.poll(async () => (await page.focused()).role, PATIENCE).toMatch(/searchbox|textbox|combobox/);
  await page.press('a', 'Control');
  await page.type(words);
  await expect
    .poll(() => page.run(RESULTS), PATIENCE)
    .toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
};

/** A heading near the end of a guide: its words, without the mark that links to it. */
const lastHeading = (route: string): string => {
  const headings = [...built.pages[`${route}.html`]!.matchAll(/<h2 [^>]*>(.*?)<a /g)];
  return headings
    .at(-1)![1]!
    .replace(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .trim();
};

for (const [name, browser] of Object.entries(browsers)) {
  test(`search finds the words of guides, in ${name}`, async (context) => {
    const { page } = await browser.open(context);
    for (const { route } of pages.filter((one) => one.group !== 'Project').slice(0, 3)) {
      await search(page, lastHeading(route), `/${route}.html#`);
    }
    await search(page, 'GET /items', '/guide/mocks.html#');
    expect(site.reports).toEqual([]);
  });
}
