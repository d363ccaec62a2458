import ky, { type KyInstance } from 'ky';
import type { Authenticator } from 'sigv4-interceptor';
import { wrapKy } from 'sigv4-interceptor/ky';

declare const auth: Authenticator;
const url = 'https://x.example.com';

export const api: KyInstance = wrapKy(ky, auth);
export const narrower: KyInstance = wrapKy(ky.extend({ retry: 0 }), auth).extend({ timeout: 1000 });
export const items: Promise<{ readonly id: string }> = api.get(url).json<{ readonly id: string }>();
// @ts-expect-error no ky instance
export const none = wrapKy({}, auth);
