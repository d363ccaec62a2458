import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AwsMock } from './aws-mock.js';
import { type MswServer, type SetUpOptions, setUpWith } from './testing/set-up.js';

export type { MswServer, SetUpOptions } from './testing/set-up.js';
export type { UnhandledOptions } from './testing/unhandled.js';

/**
 * Sets a mock up for Vitest in Node, in a file of `setupFiles`: listens before the tests of a file, resets the mock and the
 * handlers of `server.use()` after each test, and fails a test that made a signed call which no handler answered.
 *
 * @example
 * ```ts
 * export const server = setUpAwsMock(aws);
 * ```
 * @returns msw's server, for `server.use(…)` in a test.
 */
export const setUpAwsMock = (aws: AwsMock, options: SetUpOptions = {}): MswServer =>
  setUpWith({ beforeAll, afterEach, afterAll }, aws, options);
