import {
  type CognitoSessionOptions,
  createCognitoSession,
  memoryStorage,
  type SessionStorage,
} from 'sigv4-interceptor/cognito';
import { createFakeCognito, type FakeCognito, Refusal } from './fake-cognito.js';

export const pools = {
  userPoolId: 'us-east-1_Abc123',
  userPoolClientId: 'client',
  identityPoolId: 'us-east-1:11111111-2222-3333-4444-555555555555',
  authFlow: 'USER_PASSWORD_AUTH' as const,
  retry: { retries: 0 },
};

export const alice = { username: 'alice', password: 'right' };
export const bob = { username: 'bob', password: 'right' };

/** A restored session on scripted services, with the states that it has been in since. */
export const start = async (
  options: Partial<CognitoSessionOptions> = {},
  cognito: FakeCognito = createFakeCognito(),
) => {
  const storage = (options.storage ?? memoryStorage()) as SessionStorage;
  const session = createCognitoSession({
    ...pools,
    fetch: cognito.fetch,
    storage,
    ...options,
  } as CognitoSessionOptions);
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));
  await session.initialize();
  return { session, cognito, storage, states };
};

/** Cognito's response to tokens that it no longer accepts. */
export const dead = (): never => {
  throw new Refusal('NotAuthorizedException', 'Refresh Token has been revoked');
};

/** Resolves when a call begins to wait for a sign-in. */
export const waiting = (session: Awaited<ReturnType<typeof start>>['session']): Promise<number> =>
  new Promise((resolve) => session.onWaitingForSignIn(resolve));

export const outcome = <T>(promise: Promise<T>): Promise<unknown> => promise.catch((error: unknown) => error);
