import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock, type TemporaryCredentials } from '../../mocks/index.js';
import { available, needs } from '../support/available.js';
import type { App, Seen } from './support/browser-app.js';
import { openPage } from './support/browser-page.js';

const PAGE = 'test/mocks/support/browser-app.ts';
const LEFT_OUT = `left out: needs ${needs.chromium}`;

/** The globals of the page's script. */
type Global = { readonly app: App };

test('verifies what a page sends to the service worker', async (context) => {
  context.skip(!available.chromium, LEFT_OUT);
  const page = await openPage(PAGE);
  expect(await page.evaluate(() => (globalThis as unknown as Global).app.behindWorker())).toEqual([
    { status: 200, body: '"alice"', errorType: null, date: true },
    {
      status: 403,
      body: '{"message":"The security token included in the request is expired"}',
      errorType: 'ExpiredTokenException',
      date: true,
    },
    { failed: 'TypeError' },
  ]);
}, 60_000);

test('lets a page of another origin call the listener, and read why it was refused', async (context) => {
  context.skip(!available.chromium, LEFT_OUT);
  const mock = createAwsMock();
  const { url, close } = await mock.listen();
  onTestFinished(close);
  const page = await openPage(PAGE);
  const call = (credentials: TemporaryCredentials): Promise<Seen> =>
    page.evaluate(([to, how]) => (globalThis as unknown as Global).app.call(to, how), [
      `${url}/items?a=b%20c`,
      credentials,
    ] as const);

  const credentials = mock.issueCredentials();
  expect(await call(credentials)).toMatchObject({ status: 200, date: true });
  mock.expireCredentials();
  expect(await call(credentials)).toMatchObject({ status: 403, errorType: 'ExpiredTokenException', date: true });
  mock.dropCorsHeaders();
  expect(await call(credentials)).toEqual({ failed: 'TypeError' });
  expect(mock.calls('PUT /items').map(({ status }) => status)).toEqual([200, 403, 403]);
}, 60_000);
