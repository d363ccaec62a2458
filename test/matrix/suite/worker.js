// The suite in a Worker, and what is special there: what one request began dies with it.
import { libraries } from './libraries.js';
import { SCOPE } from './stage.js';
import { runSuite } from './suite.js';

/** Made by the first request and kept for all that follow, as in a Worker's module scope. */
let shared;

/** One signed call by the shared Authenticator, whose credentials it renews beforehand, as they are about to expire. */
const callShared = async ({ api, control }) => {
  const provider = async () => {
    const response = await fetch(`${control}/control`, {
      method: 'POST',
      body: JSON.stringify({ name: 'issueSlowly', args: ['alice'] }),
    });
    const { result } = await response.json();
    return { ...result, expiration: new Date(Date.now() + 60_000) };
  };
  shared ??= libraries.wrapFetch(
    fetch,
    libraries.createSigV4({ ...SCOPE, origins: api, credentials: provider, providerTimeout: 3000 }),
  );
  return shared(`${api}/query`);
};

export default {
  fetch: async (request) => {
    const settings = await request.json();
    if (request.url.endsWith('/shared')) return callShared(settings);
    await runSuite(settings, libraries);
    return new Response('done');
  },
};
