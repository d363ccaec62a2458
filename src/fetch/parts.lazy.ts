import { lazyPart } from '../core/part.js';

export const integrity = lazyPart('integrity', () => import('./integrity.js'));
