// npm run build && node test/bench/paint.mjs: how long after a refused call has come back the dialog is painted, in Chromium, at
// the emulator's app. Milliseconds from the end of the answer (Resource Timing) to the first words of the form (Element Timing).
import { openEmulator } from './lib/emulator.mjs';
import { launchChromium } from './lib/browsers.mjs';

const RUNS = 10;

/** Has the browser tell when it paints the words of a dialog. In the page. */
const observePaint = () => {
  globalThis.painted = new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [{ renderTime, identifier }] = list.getEntries();
      resolve({ renderTime, identifier });
    }).observe({ type: 'element' });
  });
  // Before the frame that shows them: observers of mutations run first.
  new MutationObserver(() => {
    for (const words of document.querySelectorAll('dialog :is(h2, label):not([elementtiming])')) {
      words.setAttribute('elementtiming', words.textContent);
    }
  }).observe(document, { subtree: true, childList: true });
};

/** From the refused answer to the paint. In the page. */
const measure = async () => {
  const { renderTime, identifier } = await globalThis.painted;
  const refused = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/members'));
  return { count: refused.length, identifier, milliseconds: renderTime - refused[0].responseEnd };
};

/** One run, in a context of its own: nothing is in a cache. */
const run = async (browser, url, slowdown) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(observePaint);
  await page.goto(`${url}app/`);
  await page.waitForSelector('#who:text("Not signed in")');
  await page.focus('text="GET /members"');
  await page.keyboard.press('Enter');
  const { count, identifier, milliseconds } = await page.evaluate(measure);
  if (count !== 1) throw new Error(`${count} calls were sent before the dialog was there.`);
  await context.close();
  return { identifier, milliseconds };
};

const emulator = await openEmulator();
const browser = await launchChromium();
try {
  for (const slowdown of [1, 4]) {
    const times = [];
    for (let count = 0; count < RUNS; count++) times.push(await run(browser, emulator.url, slowdown));
    const sorted = times.map(({ milliseconds }) => Math.round(milliseconds)).sort((one, other) => one - other);
    const words = [...new Set(times.map(({ identifier }) => identifier))].join(', ');
    console.log(
      `CPU ${slowdown} × slower: ${sorted.join(', ')} ms; median ${sorted[RUNS / 2]} ms, most ${sorted.at(-1)} ms (${words})`,
    );
  }
} finally {
  await browser.close();
  await emulator.close();
}
