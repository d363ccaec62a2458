import { lazyPart } from './part.js';

export const redirects = lazyPart('redirects', () => import('./redirects.js'));
export const nodeStreams = lazyPart('nodeStreams', () => import('./peek-node-stream.js'));
