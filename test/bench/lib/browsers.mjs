import { existsSync } from 'node:fs';

const PATHS = {
  chromium: process.env.CHROMIUM ?? '/usr/bin/chromium',
  firefox: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
};

/** Starts Chromium by Playwright. */
export const launchChromium = async (executablePath = PATHS.chromium) => {
  const { chromium } = await import('playwright');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
};

const launchFirefox = async (executablePath) => {
  const { default: puppeteer } = await import('puppeteer-core');
  return puppeteer.launch({ browser: 'firefox', executablePath, headless: true, protocol: 'webDriverBiDi' });
};

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox };

/**
 * Opens a page in a browser.
 *
 * @returns Nothing where the browser is not installed; else its version, `run(name, options)`, which calls one of the
 * page's functions, and `close`.
 */
export const openPage = async (name, url) => {
  if (!existsSync(PATHS[name])) return undefined;
  const browser = await LAUNCH[name](PATHS[name]);
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction('globalThis.bench');
  return {
    version: String(await browser.version()).replace('firefox/', ''),
    run: (method, options) => page.evaluate(`bench.${method}(${JSON.stringify(options)})`),
    close: () => browser.close(),
  };
};
