export type { AmplifyHub, AmplifyOptions, AmplifyTokenOptions } from './amplify/options.js';
export type { AmplifyJwt, AmplifySession } from './amplify/session.js';
export { fromAmplify, tokenFromAmplify } from './amplify/from-amplify.js';
export type { WatchedProvider } from './amplify/watched-session.js';
