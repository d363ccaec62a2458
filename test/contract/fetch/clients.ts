import { createRequire } from 'node:module';
import * as nodeFetch3 from 'node-fetch';
import * as undici from 'undici';

/** A fetch, and the classes that belong to it. */
export interface FetchKit {
  readonly fetch: typeof fetch;
  readonly Request: typeof Request;
  readonly Headers: typeof Headers;
}

const require = createRequire(import.meta.url);
const nodeFetch2 = require('node-fetch2') as typeof fetch & Omit<FetchKit, 'fetch'>;

/** Every fetch that is wrapped, by name. */
export const kits: Record<string, FetchKit> = {
  'the platform': { fetch, Request, Headers },
  'a function': { fetch: (...call) => globalThis.fetch(...call), Request, Headers },
  undici: undici as unknown as FetchKit,
  'node-fetch 3': { ...nodeFetch3, fetch: nodeFetch3.default } as unknown as FetchKit,
  'node-fetch 2': { ...nodeFetch2, fetch: nodeFetch2 },
  'cross-fetch': require('cross-fetch') as FetchKit,
};
