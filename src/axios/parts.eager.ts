import type { Part } from '../core/part.js';
import * as nodeHttpPart from './node-http.js';

/** `undefined` where there is no Node, and with it neither axios's http adapter nor its objects. */
export const nodeHttp: Part<typeof nodeHttpPart | undefined> = () => nodeHttpPart;
