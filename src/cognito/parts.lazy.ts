import { lazyPart } from '../core/part.js';

export const signIn = lazyPart('signIn', () => import('./user-pool/sign-in/sign-in.js'));
export const operations = lazyPart('operations', () => import('./user-pool/create-operations.js'));
export const deviceConfirmation = lazyPart('deviceConfirmation', () => import('./user-pool/devices/confirm-device.js'));
export const adoption = lazyPart('adoption', () => import('./adopt/adopt.js'));
export const checks = lazyPart('checks', () => import('./session/check.js'));
export const federation = lazyPart('federation', () => import('./session/federate.js'));
