import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { CognitoSession, CompareAndSet, SessionStorage, StorageLock } from 'sigv4-interceptor/cognito';
import type { Storage } from 'unstorage';
import { expect, onTestFinished, test } from 'vitest';
import { available, unless } from '../support/available.js';
import { startRedis } from '../support/servers/redis.js';
import { startApp } from './app.js';

const redisTest = test.skipIf(!available.redis);
const suffix = unless('redis');
const REST = {
  flavour: 'rest',
  service: 'execute-api',
  baseUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
} as const;

interface RedisStorage {
  readonly redis: Redis;
  readonly lock: StorageLock;
  readonly compareAndSet: CompareAndSet;
}
interface ServerSession {
  newSessionId(): string;
  cookieOf(id: string): string;
  sessionOf(id: string): CognitoSession;
}
interface UnstorageSession {
  readonly store: Storage;
  storage(): SessionStorage;
}

/** The recipe's files, with a Redis of their own. */
const start = async () => {
  const server = await startRedis();
  const app = await startApp([REST], {}, {}, { 'redis://127.0.0.1:6379': server.url });
  const recipe = await app.load<RedisStorage>('src/redis-storage.ts');
  onTestFinished(async () => {
    recipe.redis.disconnect();
    await server.stop();
  });
  return { app, ...recipe };
};

redisTest(`a session is found again by its id only, in whatever process${suffix}`, async () => {
  const { app, redis } = await start();
  const { newSessionId, cookieOf, sessionOf } = await app.load<ServerSession>('src/server-session.ts');
  const [mine, other] = [newSessionId(), newSessionId()];
  expect(cookieOf(mine)).toBe(`__Host-session=${mine}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000`);
  const request = sessionOf(mine);
  await request.signIn({ username: 'alice', password: 'Correct-horse-1' });
  request.close();
  const next = sessionOf(mine);
  await next.initialize();
  expect([next.state, next.username]).toEqual(['signedIn', 'alice']);
  expect(await sessionOf(other).initialize()).not.toBe('signedIn');

  const hash = createHash('sha256').update(mine).digest('base64url');
  const keys = await redis.keys('*');
  expect(keys).toContain(`${hash}.session`);
  expect(keys.filter((key) => !key.startsWith(hash))).toEqual([]);
  expect(await redis.ttl(`${hash}.session`)).toBeGreaterThan(29 * 86_400);

  await next.signOut();
  expect(await sessionOf(mine).initialize()).not.toBe('signedIn');
});

redisTest(`a lock is had by one at a time, and ends by itself${suffix}`, async () => {
  const { lock, redis } = await start();
  let isBusy = false;
  const work = async (): Promise<void> => {
    expect(isBusy).toBe(false);
    isBusy = true;
    expect(await redis.pttl('lock:a')).toBeGreaterThan(15_000);
    expect(await redis.pttl('lock:a')).toBeLessThanOrEqual(30_000);
    isBusy = false;
  };
  await Promise.all([lock('a', work), lock('a', work), lock('a', work)]);
  const failing = lock('a', async () => {
    throw new Error('the work failed');
  });
  await expect(failing).rejects.toThrow('the work failed');
  expect(await redis.keys('*')).toEqual([]);
});

redisTest(`a lock that has become another machine's is not released${suffix}`, async () => {
  const { lock, redis } = await start();
  await lock('a', () => redis.set('lock:a', 'another'));
  expect(await redis.get('lock:a')).toBe('another');
});

redisTest(`a value is replaced only where it is the expected one${suffix}`, async () => {
  const { compareAndSet, redis } = await start();
  expect(await compareAndSet('a', 'x', 'one')).toBe(false);
  expect(await compareAndSet('a', null, 'one')).toBe(true);
  expect(await compareAndSet('a', null, 'two')).toBe(false);
  expect(await compareAndSet('a', 'one', 'two')).toBe(true);
  expect(await redis.get('a')).toBe('two');
  expect(await redis.ttl('a')).toBeGreaterThan(29 * 86_400);
  expect(await compareAndSet('a', 'one', null)).toBe(false);
  expect(await compareAndSet('a', 'two', null)).toBe(true);
  expect(await redis.keys('*')).toEqual([]);
});

redisTest(`unstorage and compare-and-set see the same values${suffix}`, async () => {
  const { app, redis } = await start();
  const { store, storage } = await app.load<UnstorageSession>('src/unstorage-session.ts');
  onTestFinished(() => store.dispose());
  const { get, set, compareAndSet, lock } = storage();
  await set('a.session', '{"b":1}');
  expect(await redis.ttl('a.session')).toBeGreaterThan(29 * 86_400);
  expect(await compareAndSet!('a.session', '{"b":1}', '{"b":2}')).toBe(true);
  expect(await get('a.session')).toBe('{"b":2}');
  expect(await lock!('a', async () => 'done')).toBe('done');
});
