// Takes a few pictures in Firefox and WebKit, for review: `node test/ui/screens/take-others.mjs [--out folder]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { bundlePage } from './bundle-page.mjs';
import { captionOf, contactSheets } from './contact-sheets.mjs';
import { FEW } from './modes.mjs';
import { openFirefox, openWebKit, serve } from './other-browsers.mjs';

const { values } = parseArgs({
  options: { out: { type: 'string', default: fileURLToPath(new URL('.out', import.meta.url)) } },
});

const BROWSERS = {
  'firefox-light': (url) => openFirefox(url, 'light'),
  'firefox-dark': (url) => openFirefox(url, 'dark'),
  'firefox-forced': (url) => openFirefox(url, 'forced'),
  webkit: openWebKit,
};

mkdirSync(values.out, { recursive: true });
const { url, close } = await serve(await bundlePage());
const layout = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const [name, open] of Object.entries(BROWSERS)) {
    const browser = await open(url);
    try {
      const pictures = [];
      for (const screen of FEW) pictures.push({ caption: captionOf(screen), png: await browser.take(screen) });
      const sheets = await contactSheets(layout, name, pictures, {});
      sheets.forEach((png, index) => {
        const file = join(values.out, `${name}-${index + 1}.png`);
        writeFileSync(file, png);
        console.log(file);
      });
    } finally {
      await browser.close();
    }
  }
} finally {
  await layout.close();
  close();
}
