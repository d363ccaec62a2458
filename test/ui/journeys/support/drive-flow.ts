import { expect } from 'vitest';
import type { DrivenBrowser } from '../../support/driven-page.js';
import type { Flow, Part, Screen, Visit } from './flows.js';
import { arriveAt, arriveAtApp, audit, lookAt, personAt } from './person.js';
import { type AppOptions, serveApp } from './serve-app.js';

/** Opens an app for a user. */
export const visitApp = async (
  browser: DrivenBrowser,
  options: AppOptions = {},
  { page } = browser,
): Promise<Visit> => {
  const app = await serveApp(options);
  const open = async (): Promise<void> => {
    await page.go(app.url);
    await arriveAtApp(page);
  };
  await open();
  return {
    app,
    browser,
    page,
    person: personAt(page),
    reload: open,
    later: async (milliseconds, place = 'everywhere') => {
      app.later(milliseconds);
      if (place === 'everywhere') await page.run('later(arguments[0]);', milliseconds);
    },
  };
};

/** The dialogs that axe has checked, by their texts, because many flows share them. */
const audited = new Set<string>();

const auditOnce = async ({ page }: Visit, at: string): Promise<void> => {
  const { words } = await lookAt(page);
  const state = `${at}: ${words.replace(/\S*\d\S*/g, '')}`;
  if (audited.has(state)) return;
  audited.add(state);
  expect(await audit(page), `axe at ${at}`).toEqual([]);
};

const fillIn = async (visit: Visit, { at, says, meanwhile, type = {}, check, press }: Screen): Promise<void> => {
  const { page, person } = visit;
  await arriveAt(page, at, says);
  await auditOnce(visit, at);
  for (const [name, typed] of Object.entries(type)) {
    const text = typeof typed === 'string' ? typed : await typed(visit);
    await person.fill(name, text ?? expect.fail(`There is nothing to type into ${name}.`));
  }
  if (check) await person.check(check);
  await meanwhile?.(visit);
  if (press) await person.press(press);
  else if (Object.keys(type).length > 0) await person.enter();
};

/** Performs a user's actions in order. */
export const go = async (visit: Visit, parts: readonly Part[]): Promise<void> => {
  for (const part of parts) await (typeof part === 'function' ? part(visit) : fillIn(visit, part));
};

/** Drives a flow from the refused call to its response. */
export const driveFlow = async (browser: DrivenBrowser, flow: Flow): Promise<void> => {
  const { app, before = [], parts, call = 'GET /members', by = 'alice' } = flow;
  const visit = await visitApp(browser, app);
  const { page, person } = visit;
  await go(visit, before);
  const earlier = (await lookAt(page)).answers;

  await person.press(call);
  await expect.poll(async () => (await lookAt(page)).step !== null).toBe(true);
  expect((await lookAt(page)).answers).toEqual([...earlier, `${call}: waiting`]);
  await go(visit, parts);

  await person.sees(`${call}: 200 to ${by}`);
  const { step, answers } = await lookAt(page);
  expect(step).toBe(null);
  expect(answers).toEqual([...earlier, `${call}: 200 to ${by}`]);
  expect(await page.focused()).toMatchObject({ role: 'button', name: call });
  const calls = visit.app.mock.calls(call);
  expect(calls.slice(-1)).toMatchObject([{ status: 200, user: by }]);
  expect(calls.filter(({ status }) => status === 200)).toHaveLength(1);
};
