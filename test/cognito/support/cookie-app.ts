import { type CookieStorageOptions, cookieStorage, createCognitoSession } from '../../../src/cognito.js';

/** The settings of a page, passed in its URL. */
export interface CookieAppSettings {
  readonly pools: Parameters<typeof createCognitoSession>[0];
  readonly cookies: CookieStorageOptions;
}

const { pools, cookies }: CookieAppSettings = JSON.parse(new URL(location.href).searchParams.get('settings') ?? '{}');
const errors: string[] = [];
const session = createCognitoSession({
  ...pools,
  storage: cookieStorage(cookies),
  onStorageError: (error) => errors.push((error as Error).message),
});

/** The functions that the test calls. */
const app = {
  signIn: async (username: string, password: string): Promise<void> =>
    void (await session.signIn({ username, password })),
  /** The user's name, or the state if no user is signed in. */
  who: async (): Promise<string> => {
    const state = await session.initialize();
    return session.username ?? state;
  },
  /** Gets credentials for a call. Returns their owner and the storage's errors. */
  call: async (): Promise<{ principal: string | null | undefined; errors: string[] }> => {
    const { principal } = await session.credentials();
    return { principal, errors };
  },
  signOut: async (): Promise<string> => {
    const error = await session.signOut().catch((failure: { code: string }) => failure);
    return 'code' in error ? error.code : 'done';
  },
};
export type CookieApp = typeof app;

Object.assign(globalThis, { app });
