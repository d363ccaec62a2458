import { axiosDifferences } from '../contract/axios/differences.js';
import type { Difference } from '../contract/difference.js';
import { DIFFERENCES as FETCH } from '../contract/fetch/differences.js';
import { DIFFERENCES as KY } from '../contract/ky/differences.js';

/** Those of ky that are fetch's too are told once. */
const all: readonly Difference[] = [
  ...axiosDifferences,
  ...FETCH,
  ...KY.filter(({ id }) => !FETCH.some((other) => other.id === id && /\bky\b/.test(other.clients))),
];

/** The guide's table of what differs from the plain client (src/README.md). */
export const differencesTable = (): string =>
  ['| Client | What differs |', '|---|---|', ...all.map(({ clients, limit }) => `| ${clients} | ${limit} |`)].join(
    '\n',
  );
