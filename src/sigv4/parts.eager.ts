import type { Part } from '../core/part.js';
import * as explanationsPart from '../explain.js';
import * as hintsPart from './hints.js';
import * as signingPart from './sign-and-presign.js';

export const signing: Part<typeof signingPart> = () => signingPart;
export const explanations: Part<typeof explanationsPart> = () => explanationsPart;
export const hints: Part<typeof hintsPart> = () => hintsPart;
