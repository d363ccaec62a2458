import { expect } from 'vitest';
import { PATIENCE } from '../../support/driven-page.js';
import { openFirefox } from '../../support/firefox.js';
import type { PasswordManager } from './password-manager.js';

const PREFERENCES = {
  // Marionette's own preferences turn the password manager off.
  'remote.prefs.recommended': false,
  // Doorhangers ignore clicks at first, because the user cannot have meant them.
  'security.notification_enable_delay': 0,
};

/** Reads the doorhanger, and presses its main button if it makes the expected offer. */
const ACCEPT = `
  const [offer, entry] = arguments;
  const doorhanger = document.getElementById('password-notification');
  if (PopupNotifications.panel.state !== 'open' || !doorhanger) return 'closed';
  const valueOf = (name) => document.getElementById('password-notification-' + name).value;
  const offered = [doorhanger.getAttribute('buttonlabel').toLowerCase(), valueOf('username'), valueOf('password')];
  const isRight = offered.join() === [offer, entry.username, entry.password].join();
  if (isRight) doorhanger.button.click();
  return isRight || offered;`;

/** Closes and reopens the doorhanger, like the key icon in the address bar. Returns whether it was open. */
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
export interface FirefoxManager extends PasswordManager {
  /** Closes and reopens an offer, because Firefox shows its changes only then. */
  reopenOffer(): Promise<void>;
}

/** Starts Firefox without a screen, with its password manager on. */
export const openFirefoxManager = async (): Promise<FirefoxManager> => {
  const { runAtHome, ...firefox } = await openFirefox(PREFERENCES);
  return {
    ...firefox,
    accept: (offer, entry) =>
      expect.poll(() => runAtHome(ACCEPT, offer, entry), { ...PATIENCE, message: `offers to ${offer}` }).toBe(true),
    reopenOffer: () => expect.poll(() => runAtHome(REOPEN), { ...PATIENCE, message: 'the offer is shown' }).toBe(true),
    saved: (address) => runAtHome(SAVED, new URL(address).origin),
  };
};
