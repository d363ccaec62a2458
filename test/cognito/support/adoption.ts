import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import {
  CognitoAWSCredentialsAndIdentityIdProvider,
  cognitoUserPoolsTokenProvider,
  DefaultIdentityIdStore,
} from 'aws-amplify/auth/cognito';
import { createSigV4 } from 'sigv4-interceptor';
import { type CognitoSessionOptions, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { type AwsMockOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { onTestFinished } from 'vitest';

export const HOUR = 3_600_000;
export const PASSWORD = 'Correct-Horse-7';
export const alice = { username: 'alice', password: PASSWORD };
export const bob = { username: 'bob', password: PASSWORD };

/** A `localStorage` that already contains an entry of the app. */
export const createLocalStorage = () => {
  const entries = new Map([['theme', 'dark']]);
  return {
    entries,
    getItem: (key: string): string | null => entries.get(key) ?? null,
    setItem: (key: string, value: string): void => void entries.set(key, value),
    removeItem: (key: string): void => void entries.delete(key),
    clear: (): void => entries.clear(),
  };
};

export type LocalStorage = ReturnType<typeof createLocalStorage>;

/** An app at the mock's pools, in one browser, that migrates from another library. */
export const startApp = async (options: Partial<AwsMockOptions> = {}) => {
  let ahead = 0;
  const clock = { offset: 0, now: () => Date.now() + ahead };
  const mock = createAwsMock({
    now: clock.now,
    userPools: [{ users: [alice, bob], refreshTokenRotation: true }],
    identityPools: [{}],
    ...options,
  });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const endpoints = { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! };
  const pools = { userPoolId, userPoolClientId, identityPoolId: mock.identityPool().id, endpoints };
  const localStorage = createLocalStorage();
  const storage = memoryStorage();

  const newSession = (own: Partial<CognitoSessionOptions> = {}) => {
    const session = createCognitoSession({ ...pools, storage, clock, ...own } as CognitoSessionOptions);
    onTestFinished(() => session.close());
    return session;
  };
  const session = newSession();
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: new URL(url).origin,
  });
  const signedFetch = wrapFetch(fetch, auth);
  return {
    mock,
    pools,
    localStorage,
    storage,
    session,
    newSession,
    /** Returns the user that the API sees in a signed call. */
    callApi: async () => {
      const response = await signedFetch(`${url}/echo`);
      return { status: response.status, ...(await response.json()) } as { status: number; user: string };
    },
    later: (time: number): void => {
      ahead += time;
    },
  };
};

export type AdoptingApp = Awaited<ReturnType<typeof startApp>>;

/** The app's `localStorage`, as an Amplify storage. */
const asynchronous = (localStorage: LocalStorage) => ({
  getItem: async (key: string) => localStorage.getItem(key),
  setItem: async (key: string, value: string) => localStorage.setItem(key, value),
  removeItem: async (key: string) => localStorage.removeItem(key),
  clear: async () => localStorage.clear(),
});

/** Makes Amplify use the app's pools, and its `localStorage` or another storage. */
export const configureAmplify = (
  { pools, localStorage }: AdoptingApp,
  storage: Parameters<typeof cognitoUserPoolsTokenProvider.setKeyValueStorage>[0] = asynchronous(localStorage),
): void => {
  const Auth = {
    Cognito: {
      userPoolId: pools.userPoolId,
      userPoolClientId: pools.userPoolClientId,
      userPoolEndpoint: pools.endpoints.userPool,
      identityPoolId: pools.identityPoolId,
      identityPoolEndpoint: pools.endpoints.identityPool,
      allowGuestAccess: true,
    },
  };
  cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
  cognitoUserPoolsTokenProvider.setKeyValueStorage(storage);
  const credentialsProvider = new CognitoAWSCredentialsAndIdentityIdProvider(new DefaultIdentityIdStore(storage));
  Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider, credentialsProvider } });
};

/** Configures amazon-cognito-identity-js with the app's pool and its `localStorage`. */
export const identityJs = ({ pools, localStorage: Storage }: AdoptingApp) => {
  const { userPoolId: UserPoolId, userPoolClientId: ClientId, endpoints } = pools;
  const pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint: endpoints.userPool, Storage });
  return {
    pool,
    signIn: ({ username, password }: typeof alice, smsCode?: () => string) =>
      new Promise<CognitoUser>((resolve, reject) => {
        const user = new CognitoUser({ Username: username, Pool: pool, Storage });
        const callbacks = {
          onSuccess: () => resolve(user),
          onFailure: reject,
          mfaRequired: () => user.sendMFACode(smsCode!(), callbacks, 'SMS_MFA'),
        };
        user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), callbacks);
      }),
  };
};
