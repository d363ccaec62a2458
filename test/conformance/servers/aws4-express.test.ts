import { createSigV4 } from 'sigv4-interceptor';
import { expect } from 'vitest';
import { type Echo, EXPRESS_CREDENTIALS, startAws4Express } from '../../support/servers/aws4-express.js';
import { type Entries, verifiesEverything } from './verifies-everything.js';
import type { Reply } from '../clients.js';

const echoOf = (reply: Reply): Echo => {
  expect(reply.status, reply.bytes.toString()).toBe(200);
  return JSON.parse(reply.bytes.toString()) as Echo;
};

/** In an order of their own: what is sent is sorted or not, and only repeated keys keep theirs. */
const sorted = (entries: Entries): Entries => entries.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));

verifiesEverything({
  name: 'aws4-express',
  start: startAws4Express,
  // It leaves empty keys out of what it verifies.
  except: ['an empty key'],
  wire: async (url) => ({
    tells: sorted,
    auth: (secretAccessKey = EXPRESS_CREDENTIALS.secretAccessKey) =>
      createSigV4({
        credentials: { ...EXPRESS_CREDENTIALS, secretAccessKey },
        region: 'us-east-1',
        service: 'execute-api',
        origins: [url],
      }),
    probe: () => ({ method: 'GET', url: `${url}/probe` }),
    place: async () => `${url}/place`,
    deliver: async (send, path, body) => {
      const echo = echoOf(await send({ method: 'PUT', url: `${url}/${path}`, body }));
      return {
        path: decodeURIComponent(echo.url.slice(1)),
        contentType: echo.contentType ?? null,
        bytes: Buffer.from(echo.body, 'base64'),
      };
    },
    query: async (send, raw, params) => {
      const reply = await send({ method: 'GET', url: `${url}/query${raw && '?'}${raw}`, ...(params && { params }) });
      return sorted([...new URL(echoOf(reply).url, url).searchParams]);
    },
  }),
});
