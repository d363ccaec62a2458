import { type CookieStorageOptions, cookieStorage, createCognitoSession } from '../../../src/cognito.js';

/** Where a page finds everything; in its address. */
export interface CookieAppSettings {
  readonly pools: Parameters<typeof createCognitoSession>[0];
  readonly cookies: CookieStorageOptions;
}

const { pools, cookies }: CookieAppSettings = JSON.parse(new URL(location.href).searchParams.get('settings') ?? '{}');
const session = createCognitoSession({ ...pools, storage: cookieStorage(cookies) });

/** What the test calls. */
const app = {
  signIn: async (username: string, password: string): Promise<void> =>
    void (await session.signIn({ username, password })),
  /** The user's name; the state where nobody is signed in. */
  who: async (): Promise<string> => {
    const state = await session.initialize();
    return session.username ?? state;
  },
};
export type CookieApp = typeof app;

Object.assign(globalThis, { app });
