import type { Part } from '../core/part.js';
import * as hashInJsPart from './javascript.js';

export const hashInJs: Part<typeof hashInJsPart> = () => hashInJsPart;
