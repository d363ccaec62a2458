import type { AwsMock } from './aws-mock.js';
import { type Hooks, type MswServer, type SetUpOptions, setUpWith } from './testing/set-up.js';

export type { MswServer, SetUpOptions } from './testing/set-up.js';
export type { UnhandledOptions } from './testing/unhandled.js';

/** The hooks are globals in Jest, and in runners that do as Jest does. */
const globalHooks = (): Hooks => {
  const { beforeAll, afterEach, afterAll } = globalThis as Partial<Hooks>;
  if (beforeAll && afterEach && afterAll) return { beforeAll, afterEach, afterAll };
  throw new Error('setUpAwsMock: there is no global afterEach here. Call it in a file of setupFilesAfterEnv.');
};

/**
 * Sets a mock up for Jest, in a file of `setupFilesAfterEnv`: listens before the tests of a file, resets the mock and the
 * handlers of `server.use()` after each test, and fails a test that made a signed call which no handler answered.
 *
 * @example
 * ```ts
 * export const server = setUpAwsMock(aws);
 * ```
 * @returns msw's server, for `server.use(…)` in a test.
 * @throws Error where Jest's hooks are not defined
 */
export const setUpAwsMock = (aws: AwsMock, options: SetUpOptions = {}): MswServer =>
  setUpWith(globalHooks(), aws, options);
