import { lazyPart, type Part } from '../core/part.js';

const load = lazyPart('nodeHttp', () => import('./node-http.js'));

const isNode = (): boolean => !!(globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node;

/** A browser never needs it: only Node (a test that bundles for browsers, Electron) has axios's http adapter. */
export const nodeHttp: Part<typeof import('./node-http.js') | undefined> = () => (isNode() ? load() : undefined);
