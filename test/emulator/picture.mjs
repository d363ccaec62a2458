// Takes the README's picture from the emulator as it is published: `npm run build && node test/emulator/picture.mjs [file]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { emulate } from '../../dist/mocks/emulator/emulate.js';
import { encodePalettePng } from './support/palette-png.mjs';

const [path = fileURLToPath(new URL('picture/sign-in.png', import.meta.url))] = process.argv.slice(2);
const LARGEST = 120 * 1024;

/** The browser unpacks its own picture, so that nobody else needs to know how. */
const toPalette = async (page, screenshot) => {
  await page.goto('about:blank');
  const { width, height, pixels } = await page.evaluate(
    async (source) => {
      const bitmap = await createImageBitmap(await (await fetch(source)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const url = await new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.readAsDataURL(new Blob([data]));
      });
      return { width: bitmap.width, height: bitmap.height, pixels: url.slice(url.indexOf(',') + 1) };
    },
    `data:image/png;base64,${screenshot.toString('base64')}`,
  );
  return encodePalettePng(width, height, Buffer.from(pixels, 'base64'));
};

const emulator = await emulate({ config: undefined, port: 4400, host: '127.0.0.1' }, undefined, { seed: 'the guide' });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 785 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(emulator.url);
  const app = page.frameLocator('iframe');
  await app.locator('text="GET /items"').click();
  await app.locator('#answers li', { hasText: '200' }).waitFor();
  await app.locator('text="GET /members"').click();
  await app.locator('dialog [name=username]').fill('alice');
  await page.waitForSelector('#calls td:text("GET /members")');
  const png = await toPalette(page, await page.screenshot());
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, png);
  console.log(`${path}: ${Math.round(png.length / 1024)} KB`);
  if (png.length > LARGEST) throw new Error('It is larger than 120 KB.');
} finally {
  await browser.close();
  await emulator.close();
}
