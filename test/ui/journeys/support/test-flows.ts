import { test } from 'vitest';
import type { BrowserKind } from '../../support/browsers.js';
import type { DrivenBrowser } from '../../support/driven-page.js';
import { driveFlow } from './drive-flow.js';
import { FLOWS } from './flows.js';

/** Drives every flow in a browser. */
export const testFlows = (name: string, { open }: BrowserKind<DrivenBrowser>): void => {
  test.for(Object.entries(FLOWS))(
    `${name}: a refused call is answered after %s`,
    { timeout: 60_000 },
    async ([, flow], context) => {
      const browser = await open(context);
      const lacks = flow.needs === 'passkeys' && !browser.addAuthenticator;
      context.skip(lacks, `left out: ${name} cannot be given a passkey`);
      await driveFlow(browser, flow);
    },
  );
};
