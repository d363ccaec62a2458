import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firefoxPath } from '../../support/available.js';
import { startDaemons } from '../../support/servers/daemons.js';
import type { DrivenBrowser, DrivenPage } from './driven-page.js';
import { connectMarionette } from './marionette.js';
import { drivePage, driveWindows, type SendCommand } from './webdriver.js';

const PREFERENCES = {
  'marionette.port': 0,
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
  // Passkeys of virtual authenticators instead of real ones.
  'security.webauth.webauthn_enable_softtoken': true,
  'security.webauth.webauthn_enable_usbtoken': false,
};

/** Firefox, with access to the browser itself. */
export interface Firefox extends DrivenBrowser {
  /** Runs a script in the browser itself. */
  runAtHome<T>(script: string, ...args: readonly unknown[]): Promise<T>;
}

/** Starts Firefox without a screen, and with a fresh profile. */
export const openFirefox = async (own: Readonly<Record<string, unknown>> = {}): Promise<Firefox> => {
  const { url, stop } = await startDaemons('firefox', async ({ folder, daemon, until }) => {
    const profile = join(folder, 'profile');
    mkdirSync(profile);
    const preferences = Object.entries({ ...PREFERENCES, ...own }).map(
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
  const unwrap = (answer: unknown): unknown =>
    answer !== null && typeof answer === 'object' && 'value' in answer ? answer.value : answer;
  const sendCommand: SendCommand = async (command, parameters) => unwrap(await send(command, parameters));

  /** Works on the browser itself instead of its page. */
  const atHome = async <T>(work: () => Promise<T>): Promise<T> => {
    await send('Marionette:SetContext', { value: 'chrome' });
    const result = await work();
    await send('Marionette:SetContext', { value: 'content' });
    return result;
  };
  const drive = (sendInWindow: SendCommand): DrivenPage => {
    const page = drivePage(sendInWindow);
    const isAway = (): Promise<boolean> => page.run('return !document.hasFocus();');
    return {
      ...page,
      // After a page's last element, Tab moves through the browser's toolbars, which Marionette's keys do not reach.
      press: async (...keys) => ((await isAway()) ? atHome(() => page.press(...keys)) : page.press(...keys)),
    };
  };

  return {
    ...driveWindows(sendCommand, drive),
    addAuthenticator: async () => {
      const authenticator = {
        protocol: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
      };
      await send('WebAuthn:AddVirtualAuthenticator', {
        ...authenticator,
        isUserConsenting: true,
        isUserVerified: true,
      });
    },
    runAtHome: (script, ...args) =>
      atHome(async () => unwrap(await send('WebDriver:ExecuteScript', { script, args })) as never),
    close: async () => {
      close();
      await stop();
    },
  };
};
