import { afterAll, type TestContext } from 'vitest';
import { available, type Need, needs } from '../../support/available.js';
import type { DrivenBrowser } from './driven-page.js';

/** A browser for tests, if it is installed. */
export interface BrowserKind<Opened extends DrivenBrowser> {
  /** Opens the browser, or returns the open one. Skips the test if something is missing. */
  open(context: TestContext): Promise<Opened>;
}

/** One browser for all tests of a file. */
export const browserKind = <Opened extends DrivenBrowser>(
  start: () => Promise<Opened>,
  ...required: readonly Need[]
): BrowserKind<Opened> => {
  const lacking = required.find((need) => !available[need]);
  let opened: Promise<Opened> | undefined;
  afterAll(async () => (await opened)?.close());
  return {
    open: (context) => {
      context.skip(lacking !== undefined, lacking && `left out: needs ${needs[lacking]}`);
      opened ??= start();
      return opened;
    },
  };
};
