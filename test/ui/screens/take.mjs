// Takes pictures of the sign-in's screens, for review:
// `node test/ui/screens/take.mjs [--out folder] [--mode name]… [step]…`. A contact sheet shows several screens of one
// mode. Nothing is compared: a reviewer judges the pictures.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { bundlePage, PAGE } from './bundle-page.mjs';
import { captionOf, contactSheets } from './contact-sheets.mjs';
import { MODES } from './modes.mjs';

const { values, positionals: steps } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('.out', import.meta.url)) },
    mode: { type: 'string', multiple: true, default: Object.keys(MODES) },
  },
});

const openPage = async (browser, { width = 480, height = 200, scale = 1, dark, forced, rootSize }, script) => {
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    forcedColors: forced ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  // A secure context, which has a clipboard.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
  await page.goto('http://localhost/');
  if (rootSize) await page.addStyleTag({ content: `:root { font-size: ${rootSize} }` });
  await page.addScriptTag({ content: script, type: 'module' });
  await page.waitForFunction(() => 'showScreen' in globalThis);
  return page;
};

const takeMode = async (browser, mode, script) => {
  const page = await openPage(browser, mode, script);
  const screens = mode
    .screens(await page.evaluate(() => globalThis.stepNames))
    .filter(({ step }) => steps.length === 0 || steps.includes(step));
  const pictures = [];
  for (const screen of screens) {
    await page.evaluate((shown) => globalThis.showScreen(shown), screen);
    const png = await page.screenshot({ fullPage: !mode.viewport });
    pictures.push({ caption: captionOf(screen), png });
  }
  await page.close();
  return pictures;
};

const script = await bundlePage();
mkdirSync(values.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const name of values.mode) {
    const mode = MODES[name];
    if (!mode) throw new Error(`There is no mode "${name}". There are: ${Object.keys(MODES).join(', ')}.`);
    const pictures = await takeMode(browser, mode, script);
    const sheets = await contactSheets(browser, name, pictures, mode);
    sheets.forEach((png, index) => {
      const file = join(values.out, `${name}-${index + 1}.png`);
      writeFileSync(file, png);
      console.log(file);
    });
  }
} finally {
  await browser.close();
}
