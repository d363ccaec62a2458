import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { credentials, url } from './mock.js';

export const auth = createSigV4({ credentials, region: 'eu-west-1', service: 'execute-api', origins: url });
const signedFetch = wrapFetch(fetch, auth);

export const load = (path: string) => signedFetch(url + path);
