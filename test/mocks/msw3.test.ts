import { setupServer } from 'msw/node';
import { runMswContract } from './support/msw-contract.js';

runMswContract((mock) => {
  const server = setupServer(...mock.handlers);
  return { listen: () => server.listen({ onUnhandledFrame: 'error' }), close: () => server.close() };
});
