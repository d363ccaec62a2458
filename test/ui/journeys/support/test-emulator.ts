import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { emulate } from '../../../../mocks/emulator/emulate.js';
import { bundleApp } from '../../../support/bundle-app.mjs';
import type { BrowserKind } from '../../support/browsers.js';
import { type DrivenBrowser, PATIENCE } from '../../support/driven-page.js';
import { arriveAt, arriveAtApp, personAt } from './person.js';

interface State {
  readonly calls: readonly { readonly path: string; readonly user?: string; readonly status: number }[];
  readonly users: readonly { readonly username: string; readonly totp?: { readonly code: string } }[];
}

/** Drives the emulator's own app, with the code that the emulator shows. */
export const testEmulator = (name: string, { open }: BrowserKind<DrivenBrowser>): void => {
  test(`${name}: a refused call of the emulator’s app is answered after a code of an authenticator app`, {
    timeout: 60_000,
  }, async (context) => {
    const { page } = await open(context);
    const folder = mkdtempSync(join(tmpdir(), 'journeys-app-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await bundleApp(folder);
    const emulator = await emulate({ config: undefined, port: 0, host: '127.0.0.1' }, pathToFileURL(`${folder}/`));
    onTestFinished(emulator.close);
    const state = async (): Promise<State> => (await fetch(`${emulator.url}state`)).json();
    const person = personAt(page);

    await page.go(`${emulator.url}app/`);
    await arriveAtApp(page);
    await person.sees('Not signed in');
    await person.press('GET /members');
    await arriveAt(page, 'signIn');
    await person.fill('Username', 'bob');
    await person.fill('Password', (emulator.values as { user: { password: string } }).user.password);
    await person.enter();
    await arriveAt(page, 'totpMfa');
    const { users } = await state();
    await person.fill('Code', users.find(({ username }) => username === 'bob')!.totp!.code);
    await person.enter();
    await expect.poll(() => page.run('return document.body.innerText;'), PATIENCE).toContain('GET /members: 200');
    expect(await page.focused()).toMatchObject({ role: 'button', name: 'GET /members' });
    expect((await state()).calls).toMatchObject([
      { path: '/members', user: 'bob', status: 200 },
      { path: '/members', user: 'guest', status: 403 },
    ]);
  });
};
