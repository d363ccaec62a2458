// Firefox and WebKit on the page of the pictures: they draw check boxes, dates and letters differently.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';
import { fetchWhenUp, freePort } from '../../matrix/lib/port.mjs';
import { PAGE } from './bundle-page.mjs';

const SIZE = { width: 480, height: 900 };

/** Serves the page. */
export const serve = async (script) => {
  const html = `${PAGE}<script type="module" src="/page.js"></script>`;
  const server = createServer(({ url }, reply) => {
    const isScript = url === '/page.js';
    reply.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : html);
  });
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
};

const PREFERENCES = {
  light: { 'layout.css.prefers-color-scheme.content-override': 1 },
  dark: { 'layout.css.prefers-color-scheme.content-override': 0 },
  forced: { 'browser.display.document_color_use': 2 },
};

/** @param look The user's preference in Firefox: `light`, `dark` or `forced` colours. */
export const openFirefox = async (url, look) => {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr',
    extraPrefsFirefox: PREFERENCES[look],
    headless: true,
  });
  const page = await browser.newPage();
  await page.setViewport(SIZE);
  await page.goto(url);
  await page.waitForFunction(() => 'showScreen' in globalThis);
  return {
    take: async (screen) => {
      await page.evaluate((shown) => globalThis.showScreen(shown), screen);
      return Buffer.from(await page.screenshot());
    },
    close: () => browser.close(),
  };
};

const command = async (url, method, body) => {
  const response = await fetchWhenUp(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
};

const SHOW =
  'const [screen, done] = arguments; globalThis.showScreen(screen).then(done, (error) => done(String(error)));';

/** WebKitGTK's MiniBrowser, driven by W3C WebDriver. */
export const openWebKit = async (url) => {
  const port = await freePort();
  const driver = spawn(
    '/usr/bin/dbus-run-session',
    ['--', 'xvfb-run', '-a', '-s', '-screen 0 1280x1200x24', 'WebKitWebDriver', `--port=${port}`],
    // Ends the whole process group, because these wrappers do not forward signals.
    { stdio: 'ignore', detached: true },
  );
  const base = `http://127.0.0.1:${port}/session`;
  const options = { binary: globSync('/usr/lib/*/webkit2gtk-*/MiniBrowser')[0], args: ['--automation'] };
  const close = () => process.kill(-driver.pid, 'SIGKILL');
  try {
    const { sessionId } = await command(base, 'POST', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    });
    const session = `${base}/${sessionId}`;
    await command(`${session}/window/rect`, 'POST', { width: SIZE.width, height: SIZE.height + 100 });
    await command(`${session}/url`, 'POST', { url });
    return {
      take: async (screen) => {
        const failed = await command(`${session}/execute/async`, 'POST', { script: SHOW, args: [screen] });
        if (failed) throw new Error(failed);
        return Buffer.from(await command(`${session}/screenshot`, 'GET'), 'base64');
      },
      close: async () => {
        await command(session, 'DELETE');
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
};
