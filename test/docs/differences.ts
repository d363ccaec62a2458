import { axiosDifferences } from '../contract/axios/differences.js';
import type { Difference } from '../contract/difference.js';
import { DIFFERENCES as FETCH } from '../contract/fetch/differences.js';
import { DIFFERENCES as KY } from '../contract/ky/differences.js';
import type { Client } from '../support/clients.js';

/** By library, in the order of the guide. Those of ky that are fetch's too are told once. */
const byLibrary: Readonly<Record<Client['library'], readonly Difference[]>> = {
  axios: axiosDifferences,
  fetch: FETCH,
  ky: KY.filter(({ id }) => !FETCH.some((other) => other.id === id && /\bky\b/.test(other.clients))),
};
const all = Object.values(byLibrary).flat();

/** The guide's table of what differs from the plain client (src/README.md). */
export const differencesTable = (): string =>
  ['| Client | What differs |', '|---|---|', ...all.map(({ clients, limit }) => `| ${clients} | ${limit} |`)].join(
    '\n',
  );
