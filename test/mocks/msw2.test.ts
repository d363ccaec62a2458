import { setupServer } from 'msw2/node';
import { vi } from 'vitest';
import { runMswContract } from './support/msw-contract.js';

// The handlers import their peer `msw`, which is the previous major version here.
vi.mock('msw', () => import('msw2'));

runMswContract((mock) => {
  // The types of the two major versions differ.
  const server = setupServer(...(mock.handlers as unknown as Parameters<typeof setupServer>));
  return { listen: () => server.listen({ onUnhandledRequest: 'error' }), close: () => server.close() };
});
