import type { Part } from '../core/part.js';
import * as integrityPart from './integrity.js';

export const integrity: Part<typeof integrityPart> = () => integrityPart;
