/**
 * Bundles every part of the library that a browser would otherwise load when it is first needed (presigning, redirects, explanations of
 * refused calls, sign-in). Import it where nothing can be loaded later: in a service worker, or in an app that is one file.
 *
 * @example
 * import 'sigv4-interceptor/eager';
 * import { createSigV4 } from 'sigv4-interceptor';
 * @module
 */
import * as axios from './axios/parts.eager.js';
import * as cognito from './cognito/parts.eager.js';
import * as core from './core/parts.eager.js';
import { registerParts } from './core/part.js';
import * as fetch from './fetch/parts.eager.js';
import * as hash from './hash/parts.eager.js';
import * as sigv4 from './sigv4/parts.eager.js';

registerParts({ ...axios, ...core, ...fetch, ...hash, ...sigv4, ...cognito });
