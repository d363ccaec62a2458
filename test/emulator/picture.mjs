// Takes the pictures of the README and the mocks' guide from the emulator as it is published:
// `npm run build && node test/emulator/picture.mjs [sign-in.png] [page.png]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { emulate } from '../../dist/mocks/emulator/emulate.js';
import { createCognitoSession } from '../../dist/src/cognito.js';
import { wrapFetch } from '../../dist/src/fetch.js';
import { createSigV4 } from '../../dist/src/index.js';
import { encodePalettePng } from './support/palette-png.mjs';

const picture = (name) => fileURLToPath(new URL(`picture/${name}.png`, import.meta.url));
const [signIn = picture('sign-in'), difference = picture('page')] = process.argv.slice(2);
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

const write = async (page, path) => {
  // The page that unpacks it is another one.
  const helper = await browser.newPage();
  const png = await toPalette(helper, await page.screenshot());
  await helper.close();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, png);
  console.log(`${path}: ${Math.round(png.length / 1024)} KB`);
  if (png.length > LARGEST) throw new Error('It is larger than 120 KB.');
};

const emulator = await emulate({ config: undefined, port: 4400, host: '127.0.0.1' }, undefined, { seed: 'the guide' });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const open = async (deviceScaleFactor) => {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 785 },
    deviceScaleFactor,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(emulator.url);
  return page;
};

/** A call that waits for a sign-in. */
const takeSignIn = async () => {
  const page = await open(2);
  const app = page.frameLocator('iframe');
  await app.locator('text="GET /items"').click();
  await app.locator('#answers li', { hasText: '200' }).waitFor();
  await app.locator('text="GET /members"').click();
  await app.locator('dialog [name=username]').fill('alice');
  await page.waitForSelector('.calls .row:has-text("GET /members")');
  await write(page, signIn);
};

/** A call that a proxy has changed, among others, with two faults on. */
const takeDifference = async () => {
  const { session: options, api, user } = emulator.values;
  const { url, region, service } = api;
  const session = createCognitoSession(options);
  const auth = createSigV4({ credentials: session.credentials, region, service, origins: url });
  const signedFetch = wrapFetch(fetch, auth);
  const press = (control) =>
    fetch(`${emulator.url}controls/${control}`, { method: 'POST', headers: { 'x-emulator': 'picture' } });
  await session.signIn(user);
  await signedFetch(`${url}/members`);
  const { headers } = await auth.sign({ method: 'GET', url: `${url}/items?page=2` });
  await fetch(`${url}/items?page=2&tenant=7`, { headers });
  await press('expire');
  await signedFetch(`${url}/members`);
  await press('deny?route=DELETE /items/{id}');
  await signedFetch(`${url}/items/1`, { method: 'DELETE' });
  await press('delay?by=300ms');
  const page = await open(1.5);
  await page.getByRole('button', { name: 'Hide the app' }).click();
  const row = page.locator('.calls li', { hasText: 'tenant=7' });
  await row.locator('button.row').click();
  await row.locator('.facts').waitFor();
  await write(page, difference);
};

try {
  await takeSignIn();
  await takeDifference();
} finally {
  await browser.close();
  await emulator.close();
}
