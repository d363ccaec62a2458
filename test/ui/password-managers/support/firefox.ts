import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { firefoxPath } from '../../../support/available.js';
import { startDaemons } from '../../../support/servers/daemons.js';
import { PATIENCE, type PasswordManager } from './driven-page.js';
import { connectMarionette } from './marionette.js';
import { drivePage } from './webdriver.js';

const PREFERENCES = {
  // Marionette's own preferences turn the password manager off.
  'remote.prefs.recommended': false,
  'marionette.port': 0,
  // Doorhangers do not take clicks at first: nobody can have meant them.
  'security.notification_enable_delay': 0,
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'browser.startup.page': 0,
  'browser.newtabpage.enabled': false,
  'app.update.disabledForTesting': true,
  'app.normandy.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.server': '',
};

/** Reads the doorhanger, and presses its main button if it offers what it should. */
const ACCEPT = `
  const [offer, entry] = arguments;
  const doorhanger = document.getElementById('password-notification');
  if (PopupNotifications.panel.state !== 'open' || !doorhanger) return 'closed';
  const valueOf = (name) => document.getElementById('password-notification-' + name).value;
  const offered = [doorhanger.getAttribute('buttonlabel').toLowerCase(), valueOf('username'), valueOf('password')];
  const isRight = offered.join() === [offer, entry.username, entry.password].join();
  if (isRight) doorhanger.button.click();
  return isRight || offered;`;

/** Closes the doorhanger and opens it again, as who presses the key beside the address; tells whether it was open. */
const REOPEN = `
  const notification = PopupNotifications.getNotification('password', gBrowser.selectedBrowser);
  if (PopupNotifications.panel.state !== 'open' || !notification) return false;
  PopupNotifications.panel.hidePopup();
  notification.reshow();
  return true;`;

const SAVED = `
  return Services.logins.getAllLogins().then((logins) => logins
    .filter(({ origin }) => origin === arguments[0])
    .map(({ username, password }) => ({ username, password })));`;

/** Firefox with its password manager. */
export interface Firefox extends PasswordManager {
  /** Closes an offer that is shown, and looks at it again: what has changed meanwhile is shown only then. */
  reopenOffer(): Promise<void>;
}

/** Starts Firefox without a screen, and with a fresh profile. */
export const openFirefox = async (): Promise<Firefox> => {
  const { url, stop } = await startDaemons('firefox', async ({ folder, daemon, until }) => {
    const profile = join(folder, 'profile');
    mkdirSync(profile);
    const preferences = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    writeFileSync(join(profile, 'user.js'), preferences.join(''));
    daemon(firefoxPath!, '-headless', '-no-remote', '-marionette', '-remote-allow-system-access', '-profile', profile);
    const port = (): string => readFileSync(join(profile, 'MarionetteActivePort'), 'utf8').trim();
    await until('Marionette', async () => port() !== '');
    return `http://127.0.0.1:${port()}`;
  });
  const { send, close } = await connectMarionette(Number(new URL(url).port)).catch(async (error) => {
    await stop();
    throw error;
  });
  await send('WebDriver:NewSession', { capabilities: {} });
  const unwrap = (answer: unknown): unknown => (answer as { value: unknown }).value;

  /** Runs a script in the browser itself. */
  const runAtHome = async <T>(script: string, ...args: readonly unknown[]): Promise<T> => {
    await send('Marionette:SetContext', { value: 'chrome' });
    const value = unwrap(await send('WebDriver:ExecuteScript', { script, args }));
    await send('Marionette:SetContext', { value: 'content' });
    return value as T;
  };

  return {
    page: drivePage(async (command, parameters) => unwrap(await send(command, parameters))),
    accept: (offer, entry) =>
      expect.poll(() => runAtHome(ACCEPT, offer, entry), { ...PATIENCE, message: `offers to ${offer}` }).toBe(true),
    reopenOffer: () => expect.poll(() => runAtHome(REOPEN), { ...PATIENCE, message: 'the offer is shown' }).toBe(true),
    saved: (address) => runAtHome(SAVED, new URL(address).origin),
    close: async () => {
      close();
      await stop();
    },
  };
};
