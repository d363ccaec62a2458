import { lazyPart } from '../core/part.js';

export const hashInJs = lazyPart('hashInJs', () => import('./javascript.js'));
