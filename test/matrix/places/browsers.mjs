// How each browser is opened on a page, and closed.
import { existsSync } from 'node:fs';
import * as webkit from './webkit.mjs';

const PATHS = {
  chromium: [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  firefox: [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'],
};
const pathOf = (name) => PATHS[name].find((path) => path && existsSync(path));

/** The name of a host that is no loopback to the browser, but leads there. */
const isForeign = (host) => host !== 'localhost';

const viaPuppeteer = async (options, url, onError) => {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({ headless: true, ...options });
  const [page] = await browser.pages();
  page.on('pageerror', onError);
  page.on('error', onError);
  page.goto(url).catch(onError);
  const version = (await browser.version()).replace(/^\D*/, '');
  return { version, close: () => browser.close() };
};

/** Each gives `missing()` and `open(url, host, onError)`, which resolves to `version` and `close`. */
export const browsers = {
  chromium: {
    missing: () => (pathOf('chromium') ? undefined : "needs Debian's chromium, or CHROMIUM_PATH"),
    open: (url, host, onError) =>
      viaPuppeteer(
        {
          executablePath: pathOf('chromium'),
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-background-networking',
            ...(isForeign(host) ? [`--host-resolver-rules=MAP ${host} 127.0.0.1`] : []),
          ],
        },
        url,
        onError,
      ),
  },
  firefox: {
    missing: () => (pathOf('firefox') ? undefined : "needs Debian's firefox-esr, or FIREFOX_PATH"),
    open: (url, host, onError) =>
      viaPuppeteer(
        {
          browser: 'firefox',
          executablePath: pathOf('firefox'),
          extraPrefsFirefox: isForeign(host) ? { 'network.dns.localDomains': host } : {},
        },
        url,
        onError,
      ),
  },
  webkit,
};
