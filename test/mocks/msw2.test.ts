import { setupServer } from 'msw2/node';
import { vi } from 'vitest';
import { runMswContract } from './support/msw-contract.js';

// The handlers import their peer `msw`; here it is the previous major.
vi.mock('msw', () => import('msw2'));

runMswContract((mock) => {
  // The types of the two majors are not the same.
  const server = setupServer(...(mock.handlers as unknown as Parameters<typeof setupServer>));
  return { listen: () => server.listen({ onUnhandledRequest: 'error' }), close: () => server.close() };
});
