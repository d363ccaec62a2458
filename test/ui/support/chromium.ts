import puppeteer, { type Page } from 'puppeteer-core';
import { chromiumPath } from '../../support/available.js';
import type { DrivenBrowser, DrivenPage, Focused } from './driven-page.js';

/** A tab that is driven by Chromium's own protocol. */
export const drivePage = async (tab: Page): Promise<DrivenPage> => {
  const debug = await tab.createCDPSession();
  return {
    go: async (url) => void (await tab.goto(url)),
    run: async (body, ...values) =>
      (await tab.evaluate(`(function () { ${body} })(...${JSON.stringify(values)})`)) as never,
    type: (text) => tab.keyboard.type(text),
    press: async (key, ...held) => {
      for (const modifier of held) await tab.keyboard.down(modifier);
      await tab.keyboard.press(key, key === 'a' && held.includes('Control') ? { commands: ['SelectAll'] } : {});
      for (const modifier of held) await tab.keyboard.up(modifier);
    },
    focused: async (): Promise<Focused> => {
      const { result } = await debug.send('Runtime.evaluate', { expression: 'document.activeElement' });
      const { nodes } = await debug.send('Accessibility.getPartialAXTree', {
        objectId: result.objectId!,
        fetchRelatives: false,
      });
      const [node] = nodes;
      return { role: String(node?.role?.value ?? ''), name: String(node?.name?.value ?? '') };
    },
  };
};

/** Starts Chromium without a window, and without its password manager. */
export const openChromium = async (): Promise<DrivenBrowser> => {
  const browser = await puppeteer.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const [tab] = await browser.pages();
  return { page: await drivePage(tab!), close: () => browser.close() };
};
