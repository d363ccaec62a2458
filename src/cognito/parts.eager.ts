import type { Part } from '../core/part.js';
import * as adoptionPart from './adopt/adopt.js';
import * as checksPart from './session/check.js';
import * as federationPart from './session/federate.js';
import * as operationsPart from './user-pool/create-operations.js';
import * as deviceConfirmationPart from './user-pool/devices/confirm-device.js';
import * as signInPart from './user-pool/sign-in/sign-in.js';

export const signIn: Part<typeof signInPart> = () => signInPart;
export const operations: Part<typeof operationsPart> = () => operationsPart;
export const deviceConfirmation: Part<typeof deviceConfirmationPart> = () => deviceConfirmationPart;
export const adoption: Part<typeof adoptionPart> = () => adoptionPart;
export const checks: Part<typeof checksPart> = () => checksPart;
export const federation: Part<typeof federationPart> = () => federationPart;
