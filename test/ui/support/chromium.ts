import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { chromiumPath } from '../../support/available.js';
import { type DrivenBrowser, type DrivenPage, type Focused, PATIENCE } from './driven-page.js';

/** A tab driven by Chromium's own protocol. */
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
      const { result } = await debug.send('Runtime.evaluate', {
        expression: 'document.activeElement ?? document',
      });
      const { nodes } = await debug.send('Accessibility.getPartialAXTree', {
        objectId: result.objectId!,
        fetchRelatives: false,
      });
      const [node] = nodes;
      return { role: String(node?.role?.value ?? ''), name: String(node?.name?.value ?? '') };
    },
  };
};

/** The pages of a running Chromium. */
export const driveBrowser = async (browser: Browser): Promise<Omit<DrivenBrowser, 'close'>> => {
  const [tab] = await browser.pages();
  return {
    page: await drivePage(tab!),
    inPopup: async (work) => {
      const others = async () => (await browser.pages()).filter((one) => one !== tab);
      await expect.poll(others, { ...PATIENCE, message: 'the windows' }).toHaveLength(1);
      const [popup] = await others();
      await work(await drivePage(popup!));
    },
    openTab: async () => {
      const other = await browser.newPage();
      return { page: await drivePage(other), close: () => other.close() };
    },
    addAuthenticator: async () => {
      const debug = await tab!.createCDPSession();
      await debug.send('WebAuthn.enable');
      const authenticator = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const;
      await debug.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          ...authenticator,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
    },
  };
};

/** Starts Chromium without a window, and without its password manager. */
export const openChromium = async (): Promise<DrivenBrowser> => {
  const browser = await puppeteer.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  return { ...(await driveBrowser(browser)), close: () => browser.close() };
};
