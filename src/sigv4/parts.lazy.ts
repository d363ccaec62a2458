import { lazyPart } from '../core/part.js';

export const signing = lazyPart('signing', () => import('./sign-and-presign.js'));
export const explanations = lazyPart('explanations', () => import('../explain.js'));
export const hints = lazyPart('hints', () => import('./hints.js'));
