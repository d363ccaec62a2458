import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { expect } from 'vitest';
import { chromiumPath } from '../../../support/available.js';
import { startDaemons } from '../../../support/servers/daemons.js';
import { driveBrowser } from '../../support/chromium.js';
import { PATIENCE } from '../../support/driven-page.js';
import { startScreen } from '../../support/screen.js';
import type { PasswordManager, SavedPassword } from './password-manager.js';

// None of the switches for automation, because they turn the password manager off.
const SWITCHES = [
  '--no-sandbox',
  '--no-first-run',
  '--password-store=basic',
  '--remote-debugging-port=0',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=en-US',
];

// Debian turns it off for new profiles.
const PREFERENCES = { credentials_enable_service: true, profile: { password_manager_enabled: true } };

/** The values of Chromium's histogram `PasswordBubble.DisplayDisposition` for bubbles that open by themselves. */
const BUBBLES = { save: 0, update: 8 } as const;

/** The key of `--password-store=basic`, which is public. */
const KEY = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');

const decrypt = (value: Uint8Array): string => {
  const decipher = createDecipheriv('aes-128-cbc', KEY, Buffer.alloc(16, ' '));
  const version = 'v10'.length;
  return Buffer.concat([decipher.update(value.subarray(version)), decipher.final()]).toString();
};

/** Reads the profile's database, which Chromium keeps locked. */
const readLogins = (profile: string, site: string): readonly SavedPassword[] => {
  const url = pathToFileURL(join(profile, 'Default', 'Login Data'));
  url.search = '?immutable=1';
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    return database
      .prepare('select username_value, password_value from logins where signon_realm = ? and blacklisted_by_user = 0')
      .all(site)
      .map(({ username_value, password_value }) => ({
        username: String(username_value),
        password: decrypt(password_value as Uint8Array),
      }));
  } finally {
    database.close();
  }
};

/** Starts Chromium with a window on its own screen, and with a fresh profile. */
export const openChromiumManager = async (): Promise<PasswordManager> => {
  let display = '';
  let profile = '';
  const { url, stop } = await startDaemons('chromium', async (daemons) => {
    const { folder, daemon, until } = daemons;
    display = await startScreen(daemons);
    profile = join(folder, 'profile');
    mkdirSync(join(profile, 'Default'), { recursive: true });
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES));
    daemon(
      'env',
      `DISPLAY=${display}`,
      chromiumPath!,
      ...SWITCHES,
      `--user-data-dir=${profile}`,
      '--window-size=1200,850',
      'about:blank',
    );
    const active = (): string[] => readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
    await until('the debugger', async () => active().length === 2);
    const [port, path] = active();
    return `ws://127.0.0.1:${port}${path}`;
  });
  const browser = await puppeteer.connect({ browserWSEndpoint: url, defaultViewport: null }).catch(async (error) => {
    await stop();
    throw error;
  });
  const pages = await driveBrowser(browser);
  const { page } = pages;
  const debug = await browser.target().createCDPSession();

  /** How often Chromium counted an event, in total or with a value. */
  const counted = async (histogram: string, value?: number): Promise<number> => {
    const { histograms } = await debug.send('Browser.getHistograms', { query: histogram });
    return histograms
      .flatMap(({ buckets }) => buckets)
      .filter(({ low }) => value === undefined || low === value)
      .reduce((sum, { count }) => sum + count, 0);
  };
  const keys = (combination: string): void =>
    void execFileSync('xdotool', ['key', combination], { env: { ...process.env, DISPLAY: display } });
  const accepted = { save: 0, update: 0 };

  return {
    ...pages,
    accept: async (offer) => {
      const shown = (): Promise<number> => counted('PasswordBubble.DisplayDisposition', BUBBLES[offer]);
      await expect.poll(shown, { ...PATIENCE, message: `offers to ${offer}` }).toBe(++accepted[offer]);
      const closed = (): Promise<number> => counted('UIDismissalReason');
      const before = await closed();
      // If the key reaches the page instead, it does nothing.
      await page.run('document.activeElement?.blur();');
      keys('alt+shift+a');
      // Chromium ignores keys right after a bubble opens, because the user cannot have meant them.
      const pressed = async (): Promise<number> => {
        keys('Return');
        return (await closed()) - before;
      };
      await expect.poll(pressed, { ...PATIENCE, interval: 250, message: 'the bubble closed' }).toBeGreaterThan(0);
    },
    saved: async (address) => readLogins(profile, address),
    close: async () => {
      await browser.disconnect();
      await stop();
    },
  };
};
