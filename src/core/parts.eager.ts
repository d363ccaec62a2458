import type { Part } from './part.js';
import * as nodeStreamsPart from './peek-node-stream.js';
import * as redirectsPart from './redirects.js';

export const redirects: Part<typeof redirectsPart> = () => redirectsPart;
export const nodeStreams: Part<typeof nodeStreamsPart> = () => nodeStreamsPart;
