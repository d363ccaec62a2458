import type { AwsMock } from './aws-mock.js';
import { createMockCore } from './mock-core.js';
import { handlersFor } from './serving/msw-handlers.js';
import type { AwsMockOptions } from './options.js';

/**
 * Creates a mock of AWS: APIs that verify every signature, users whose credentials expire, and switches for faults. It
 * runs as msw handlers, in Node and in browsers, and as a server on real sockets.
 *
 * @example
 * ```ts
 * const mock = createAwsMock({ baseUrl: 'https://api.example.com', routes: { 'GET /items': () => [{ id: 1 }] } });
 * const server = setupServer(...mock.handlers);
 * const auth = createSigV4({ credentials: mock.credentialsProvider(), region: 'us-east-1', service: 'execute-api' });
 * ```
 * @throws TypeError that names the invalid option
 */
export const createAwsMock = (options: AwsMockOptions = {}): AwsMock => {
  const { mock, apis } = createMockCore(options);
  return Object.assign(mock, { handlers: handlersFor(apis) });
};
