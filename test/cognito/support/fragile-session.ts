import { type CognitoSession, createCognitoSession } from 'sigv4-interceptor/cognito';
import { createAwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import { onTestFinished } from 'vitest';
import { type Cut, fragileProxy } from './fragile-proxy.js';

export const password = 'Correct-horse-1';
export const alice = { username: 'alice', password };

/** A session at the mock's pools, over connections that can be cut. */
export const start = async (pool: UserPoolOptions = {}, retries = 0) => {
  let ahead = 0;
  const mock = createAwsMock({
    now: () => Date.now() + ahead,
    userPools: [{ users: [{ ...alice, attributes: { email: 'alice@example.com' } }], ...pool }],
    identityPools: [{ guests: true, providers: ['accounts.google.com'], basicFlow: true }],
  });
  const { urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const userPool = await fragileProxy(urls['cognito-idp']!);
  const identityPool = await fragileProxy(urls['cognito-identity']!);
  const sts = await fragileProxy(urls.sts!);
  const kept = new Map<string, string>();
  const storage = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: string) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
  };
  const options = {
    userPoolId: mock.userPool().id,
    userPoolClientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: userPool.url, identityPool: identityPool.url, sts: sts.url },
    storage,
    retry: { retries, minTimeout: 1 },
    clock: { offset: 0, now: () => Date.now() + ahead },
  };
  const newSession = (more: object = {}): CognitoSession => createCognitoSession({ ...options, ...more });
  const session = newSession();
  await session.initialize();
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));
  return {
    mock,
    session,
    newSession,
    states,
    kept,
    cut: (operation: string, when: Cut) => {
      const proxy = operation.startsWith('Assume')
        ? sts
        : /^Get(Id|Cred|OpenId)/.test(operation)
          ? identityPool
          : userPool;
      proxy.cut(operation, when);
      return proxy;
    },
    /** Cuts every call of an operation until the returned function is called. */
    cutAll: (operation: string, when: Cut) => userPool.cutAll(operation, when),
    userPoolUrl: userPool.url,
    later: (time: number) => {
      ahead += time;
    },
    /** Returns how often an operation has reached the server. */
    received: (operation: string) => userPool.received(operation),
  };
};
/** What a test can use. */
export type Stage = Awaited<ReturnType<typeof start>>;
