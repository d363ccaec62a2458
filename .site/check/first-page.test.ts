import puppeteer from 'puppeteer-core';
import { expect, onTestFinished, test } from 'vitest';
import { available, chromiumPath, needs } from '../../test/support/available.js';
import { driveBrowser } from '../../test/ui/support/chromium.js';
import { type DrivenPage, PATIENCE } from '../../test/ui/support/driven-page.js';
import { openFirefox } from '../../test/ui/support/firefox.js';
import { allBrowsers } from './all-browsers.js';
import { serveSite } from './built-site.js';
import { meetFirstPage, openFirstPage } from './first-page.js';

const site = serveSite();
const browsers = allBrowsers();
const NOTE = `return document.querySelector('.try-it-note')?.textContent ?? ''`;

const useAllButtons = async (page: DrivenPage, host?: string): Promise<void> => {
  const first = await openFirstPage(page, site.url(host));
  expect(await first.call('Make a signed call')).toEqual(['Signed GET /items', 'Accepted GET /items 200 ok']);

  await first.press('Expire the credentials');
  expect(await first.call('Make a signed call')).toEqual([
    'Switched',
    'Signed GET /items',
    'Refused GET /items 403 expired-token',
    'Renewed',
    'Signed GET /items',
    'Replayed GET /items 200 ok',
  ]);
  expect(await first.status()).toBe('GET /items: your code got 200.');

  await first.press('Skew the clock by 20 minutes');
  expect(await first.call('Make a signed call')).toEqual([
    'Switched',
    'Signed GET /items',
    'Refused GET /items 403 signature-expired',
    'Signed GET /items',
    'Replayed GET /items 200 ok',
    'Clock corrected',
  ]);

  await first.press('Deny the next call');
  expect(await first.call('Make a signed call')).toEqual([
    'Switched',
    'Signed GET /items',
    'Refused GET /items 403 denied',
  ]);
  expect(await first.status()).toBe('GET /items: your code got 403.');
  expect(await first.call('Make a signed call')).toEqual(['Signed GET /items', 'Accepted GET /items 200 ok']);

  await first.press('Expire the credentials');
  const lines = await first.call('Three calls at once');
  const count = (kind: string): number => lines.filter((line) => line.startsWith(kind)).length;
  expect({ refused: count('Refused'), renewed: count('Renewed'), replayed: count('Replayed') }).toEqual({
    refused: 3,
    renewed: 1,
    replayed: 3,
  });
  expect(await first.status()).toBe('3 calls: your code got 200, 200, 200.');
  expect(site.reports).toEqual([]);
};

for (const [name, browser] of Object.entries(browsers)) {
  test(`the first page shows what happens to calls, in ${name} behind a service worker`, async (context) => {
    const { page } = await browser.open(context);
    await useAllButtons(page);
    expect(await page.run(NOTE)).toBe('');
  });
}

test('goes on where it was when the user comes back from another page', async (context) => {
  const { page } = await browsers.Chromium!.open(context);
  const first = await openFirstPage(page, site.url());
  await first.press('Skew the clock by 20 minutes');
  await first.call('Make a signed call');
  // Links and the browser's Back change what the page shows, and load none.
  await page.run(`document.querySelector('.vp-doc a[href$="getting-started.html"]').click()`);
  await expect.poll(() => page.run(`return !document.querySelector('.try-it')`), PATIENCE).toBe(true);
  await page.run('history.back()');
  const again = await meetFirstPage(page);
  expect(await again.call('Make a signed call')).toEqual(['Signed GET /items', 'Accepted GET /items 200 ok']);
  await again.press('Skew the clock by 20 minutes');
  const lines = await again.call('Make a signed call');
  expect(lines[0]).toBe('Switched');
  expect(lines.at(-1)).toBe('Clock corrected');
  const last = `return [...document.querySelectorAll('.try-it-next')].at(-1).textContent`;
  expect(await page.run(last)).toBe('The clocks agree again. Later calls are signed correctly right away.');
});

test('says so, and goes on, where the browser has no service workers', async (context) => {
  context.skip(!available.firefox, `left out: needs ${needs.firefox}`);
  const firefox = await openFirefox({ 'dom.serviceWorkers.enabled': false });
  onTestFinished(() => firefox.close());
  await useAllButtons(firefox.page);
  expect(await firefox.page.run(NOTE)).toContain('no service worker');
});

test('says so, and goes on, on plain http at another host', async (context) => {
  context.skip(!available.chromium, `left out: needs ${needs.chromium}`);
  const browser = await puppeteer.launch({
    executablePath: chromiumPath!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--host-resolver-rules=MAP site.test 127.0.0.1',
    ],
  });
  onTestFinished(() => browser.close());
  const { page } = await driveBrowser(browser);
  await useAllButtons(page, 'site.test');
  expect(await page.run(NOTE)).toContain('no service worker');
});
