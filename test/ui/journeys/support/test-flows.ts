import { test } from 'vitest';
import type { BrowserKind } from '../../support/browsers.js';
import type { DrivenBrowser } from '../../support/driven-page.js';
import { driveFlow } from './drive-flow.js';
import { FLOWS } from './flows.js';

/** Drives every flow in a browser. Flows that need what the browser lacks are no tests there. */
export const testFlows = (
  name: string,
  { open }: BrowserKind<DrivenBrowser>,
  { lacks }: { readonly lacks?: 'passkeys' } = {},
): void => {
  test.for(Object.entries(FLOWS).filter(([, { needs }]) => !needs || needs !== lacks))(
    `${name}: a refused call is answered after %s`,
    { timeout: 60_000 },
    async ([, flow], context) => driveFlow(await open(context), flow),
  );
};
