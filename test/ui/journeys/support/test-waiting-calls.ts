import { expect, test } from 'vitest';
import type { BrowserKind } from '../../support/browsers.js';
import { type DrivenBrowser, type DrivenPage, PATIENCE } from '../../support/driven-page.js';
import { go, visitApp } from './drive-flow.js';
import { enter, signedIn, tokensDied, type Visit } from './flows.js';
import { arriveAt, arriveAtApp, audit, lookAt, personAt } from './person.js';
import { alice, password } from './serve-app.js';

const bob = { username: 'bob', password, attributes: { email: 'bob@example.com' } };

/** Waits until no dialog is open. */
const closed = (page: DrivenPage): Promise<void> =>
  expect.poll(async () => (await lookAt(page)).step, PATIENCE).toBe(null);

const answersOf = async (page: DrivenPage): Promise<readonly string[]> => (await lookAt(page)).answers;

/** The users and outcomes of the calls. */
const callers = ({ app }: Visit, call: string): readonly string[] =>
  app.mock.calls(call).map(({ user, status }) => `${user} ${status}`);

/** The same page in another tab. */
const inOtherTab = async (visit: Visit, work: (other: Visit) => Promise<void>): Promise<void> => {
  const { page, close } = await visit.browser.openTab();
  try {
    await page.go(visit.app.url);
    await arriveAtApp(page);
    await work({ ...visit, page, person: personAt(page) });
  } finally {
    await close();
  }
};

/** Tests what happens to calls that wait for a sign-in. */
export const testWaitingCalls = (name: string, { open }: BrowserKind<DrivenBrowser>): void => {
  const testWith = (what: string, body: (browser: DrivenBrowser) => Promise<void>): void =>
    test(`${name}: ${what}`, { timeout: 60_000 }, async (context) => body(await open(context)));

  testWith('axe looks at the page, and finds an input without a name', async (browser) => {
    const { page } = await visitApp(browser);
    expect(await audit(page)).toEqual([]);
    await page.run("document.querySelector('main').append(document.createElement('input'));");
    expect(await audit(page)).toEqual([expect.stringMatching(/^label: <input>/)]);
  });

  testWith(
    'Escape ends the wait: the call is answered as it was refused, and the focus is where it was',
    async (browser) => {
      const visit = await visitApp(browser);
      const { page, person } = visit;
      await person.press('GET /members');
      await arriveAt(page, 'signIn');
      await page.press('Escape');
      await person.sees('GET /members: 403');
      await closed(page);
      expect(await answersOf(page)).toHaveLength(1);
      expect(await page.focused()).toMatchObject({ role: 'button', name: 'GET /members' });
      expect(callers(visit, 'GET /members')).toEqual(['guest 403']);
    },
  );

  testWith('Escape ends the wait of who was signed in, too', async (browser) => {
    const visit = await visitApp(browser);
    const { page, person } = visit;
    await go(visit, [...signedIn, tokensDied]);
    await person.press('POST /members');
    await arriveAt(page, 'signIn');
    await page.press('Escape');
    await person.sees('POST /members: 403');
    await closed(page);
    expect(await page.focused()).toMatchObject({ name: 'POST /members' });
    expect(visit.app.mock.calls('POST /members')).toMatchObject([{ status: 403 }]);
  });

  testWith(
    'Tab leads to all that is in the dialog and to nothing behind it, and Shift+Tab the other way',
    async (browser) => {
      const { page, person } = await visitApp(browser, { hostedUi: true });
      await person.press('GET /members');
      await arriveAt(page, 'signIn');
      const round = async (...held: readonly 'Shift'[]): Promise<readonly string[]> => {
        await person.goTo('Username');
        const names: string[] = [];
        do {
          await page.press('Tab', ...held);
          const { role, name } = await page.focused();
          if (name && role !== 'dialog') names.push(name);
        } while (names.at(-1) !== 'Username');
        return names;
      };
      const forwards = await round();
      expect(forwards).toEqual([
        'Password',
        'Show password',
        'Sign in',
        'Forgot your password?',
        'Create an account',
        'Continue with Google',
        'Close',
        'Username',
      ]);
      expect(await round('Shift')).toEqual([...forwards.slice(0, -1).reverse(), 'Username']);
    },
  );

  testWith('a dialog that was closed opens again for the next call', async (browser) => {
    const visit = await visitApp(browser);
    const { page, person } = visit;
    await person.press('GET /members');
    await arriveAt(page, 'signIn');
    await person.press('Close');
    await closed(page);
    await person.press('POST /members');
    await go(visit, [enter]);
    await person.sees('POST /members: 200 to alice');
    expect(callers(visit, 'POST /members')).toEqual(['guest 403', 'alice 200']);
  });

  testWith('a call of alice’s is not sent for bob, who signs in in her place', async (browser) => {
    const visit = await visitApp(browser, { pool: { users: [alice, bob] } });
    const { page, person } = visit;
    await go(visit, [...signedIn, tokensDied]);
    await person.press('POST /members');
    await go(visit, [{ at: 'signIn', type: { Username: 'bob', Password: password } }]);
    await person.sees('POST /members: identity-changed');
    await closed(page);
    expect(await page.focused()).toMatchObject({ name: 'POST /members' });
    expect(callers(visit, 'POST /members')).not.toContain('bob 200');
    await person.press('GET /members');
    await person.sees('GET /members: 200 to bob');
  });

  testWith('calls that wait together have one dialog', async (browser) => {
    const visit = await visitApp(browser);
    const { page, person } = visit;
    const texts = ['/members/1', '/members/2', '/members/3'].map((path) => `GET ${path}`);
    await person.press('Load everything');
    await arriveAt(page, 'signIn');
    const denied = () => texts.flatMap((text) => callers(visit, text));
    await expect.poll(denied, PATIENCE).toEqual(texts.map(() => 'guest 403'));
    expect(await page.run("return document.querySelectorAll('dialog').length;")).toBe(1);
    await go(visit, [enter]);
    await expect.poll(() => answersOf(page), PATIENCE).toEqual(texts.map((text) => `${text}: 200 to alice`));
    await closed(page);
    expect(await page.focused()).toMatchObject({ name: 'Load everything' });
    for (const text of texts) expect(callers(visit, text)).toEqual(['guest 403', 'alice 200']);
  });

  testWith('who signs in in one tab closes the dialogs of all, whose calls go through', async (browser) => {
    const visit = await visitApp(browser);
    const { page, person } = visit;
    await person.press('GET /members');
    await arriveAt(page, 'signIn');
    await inOtherTab(visit, async (other) => {
      await other.person.press('POST /members');
      await go(other, [enter]);
      await other.person.sees('POST /members: 200 to alice');
      await closed(other.page);
      expect(await other.page.focused()).toMatchObject({ name: 'POST /members' });
    });
    await person.sees('GET /members: 200 to alice');
    await closed(page);
    expect(callers(visit, 'GET /members')).toEqual(['guest 403', 'alice 200']);
    expect(callers(visit, 'POST /members')).toEqual(['guest 403', 'alice 200']);
  });

  testWith('who gives up in one tab leaves the calls of the other one waiting', async (browser) => {
    const visit = await visitApp(browser);
    const { page, person } = visit;
    await person.press('GET /members');
    await arriveAt(page, 'signIn');
    await inOtherTab(visit, async (other) => {
      await other.person.press('POST /members');
      await arriveAt(other.page, 'signIn');
      await other.page.press('Escape');
      await other.person.sees('POST /members: 403');
      await closed(other.page);
    });
    await go(visit, [enter]);
    await person.sees('GET /members: 200 to alice');
    await closed(page);
    expect(callers(visit, 'GET /members')).toEqual(['guest 403', 'alice 200']);
    expect(callers(visit, 'POST /members')).toEqual(['guest 403']);
  });
};
