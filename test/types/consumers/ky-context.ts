import ky from 'ky';
import type { Authenticator } from 'sigv4-interceptor';
import { wrapKy } from 'sigv4-interceptor/ky';

declare const auth: Authenticator;

export const quiet = wrapKy(ky, auth).get('https://x.example.com', { context: { authenticate: false } });
