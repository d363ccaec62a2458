import type { AwsMock } from './aws-mock.js';
import { createAwsMock } from './create-aws-mock.js';
import type { AwsMockOptions } from './options.js';
import { type PlaywrightRouter, routeFrom } from './serving/playwright.js';
import { type UnhandledOptions, watchUnhandled } from './testing/unhandled.js';

export type { PlaywrightRoute, PlaywrightRouter } from './serving/playwright.js';
export type { UnhandledOptions } from './testing/unhandled.js';

/** A fixture for `test.extend()` of Playwright, which runs for each test. */
export type AwsFixture = [
  fixture: (args: { context: PlaywrightRouter }, use: (aws: AwsMock) => Promise<void>) => Promise<void>,
  settings: { auto: true },
];

/**
 * Creates a fixture: each test has a new mock, which answers the calls of its browser context, and fails if its page made a
 * signed call that neither the mock nor a route of the test answered.
 *
 * @example
 * ```ts
 * export const test = base.extend<{ aws: AwsMock }>({ aws: awsFixture({ identityPools: [{}] }) });
 * ```
 * @param mock Options of `createAwsMock`, or a function that creates the mock.
 */
export const awsFixture = (mock: AwsMockOptions | (() => AwsMock) = {}, options: UnhandledOptions = {}): AwsFixture => [
  // Playwright reads from the names in the first parameter what a fixture needs.
  async ({ context }, use) => {
    const aws = typeof mock === 'function' ? mock() : createAwsMock(mock);
    const unhandled = watchUnhandled(aws, options);
    await routeFrom(context, aws.answer, unhandled.note);
    await use(aws);
    unhandled.check();
  },
  { auto: true },
];
