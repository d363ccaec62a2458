import { type UnstorageOptions, unstorageStorage } from 'sigv4-interceptor/cognito';
import { createStorage, type Driver, prefixStorage } from 'unstorage';
import fsDriver from 'unstorage/drivers/fs';
import memoryDriver from 'unstorage/drivers/memory';
import redisDriver from 'unstorage/drivers/redis';
import { expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../recipes/app.js';
import { available, unless } from '../support/available.js';
import { startRedis } from '../support/servers/redis.js';

/** What a value or a key may contain. */
const HARD = '{"a":"~%25;,= \\\'()*!\r\nü😀"}';
const redisTest = test.skipIf(!available.redis);

const openRedis = async () => {
  const server = await startRedis();
  const driver = redisDriver({ url: server.url, base: 'app' });
  onTestFinished(async () => {
    driver.getInstance?.().disconnect();
    await server.stop();
  });
  return driver;
};

const keepsWhatItIsGiven = async (driver: Driver): Promise<void> => {
  for (const storage of [createStorage({ driver }), prefixStorage(createStorage<string>({ driver }), 'users')]) {
    const kept = unstorageStorage(storage);
    expect(await kept.get('a')).toBeNull();
    for (const value of ['one', HARD, 'true', '1.0', '[1]', 'x'.repeat(20_000), 'short']) {
      await kept.set('a', value);
      await kept.set(HARD, `${value}, too`);
      expect(await kept.get('a')).toBe(value);
      expect(await kept.get(HARD)).toBe(`${value}, too`);
    }
    await kept.remove('a');
    await kept.remove('never there');
    expect(await kept.get('a')).toBeNull();
    expect(await kept.get(HARD)).toBe('short, too');
  }
};

test('memory driver: returns what was set, until it is removed', () => keepsWhatItIsGiven(memoryDriver()));

test('file system driver: returns what was set, until it is removed', () =>
  keepsWhatItIsGiven(fsDriver({ base: newFolder() })));

redisTest(`Redis driver: gives what was set, until it is removed${unless('redis')}`, async () =>
  keepsWhatItIsGiven(await openRedis()),
);

test('keys that unstorage would treat as equal stay distinct', async () => {
  const storage = unstorageStorage(createStorage());
  const keys = ['user:a', 'user/a', 'user\\a', 'user::a', ':user:a', 'user', 'user?a', 'user$'];
  for (const key of keys) await storage.set(key, key);
  expect(await Promise.all(keys.map((key) => storage.get(key)))).toEqual(keys);
});

test('drivers that parse JSON or return bytes still yield the text', async () => {
  const given: unknown[] = [{ version: 1 }, new TextEncoder().encode('ü'), new TextEncoder().encode('ü').buffer];
  const storage = unstorageStorage({
    getItemRaw: async () => given.shift(),
    setItem: async () => {},
    removeItem: async () => {},
  });
  expect(await storage.get('a')).toBe('{"version":1}');
  expect(await storage.get('a')).toBe('ü');
  expect(await storage.get('a')).toBe('ü');
  expect(await storage.get('a')).toBeNull();
});

redisTest(`ttl is in seconds, and without it nothing is forgotten${unless('redis')}`, async () => {
  const driver = await openRedis();
  const redis = driver.getInstance!();
  await unstorageStorage(createStorage({ driver }), { ttl: 600 }).set('a', 'x');
  await unstorageStorage(createStorage({ driver })).set('b', 'x');
  expect(await redis.ttl('app:a')).toBeGreaterThan(590);
  expect(await redis.ttl('app:a')).toBeLessThanOrEqual(600);
  expect(await redis.ttl('app:b')).toBe(-1);
});

test("the lock gets its name unchanged, and compareAndSet gets unstorage's key", async () => {
  const seen: unknown[] = [];
  const storage = unstorageStorage(createStorage(), {
    lock: (name, work) => {
      seen.push(name);
      return work();
    },
    compareAndSet: (...change) => {
      seen.push(change);
      return true;
    },
  });
  expect(await storage.lock!('a:b', async () => 'done')).toBe('done');
  expect(await storage.compareAndSet!('a:b', null, 'x')).toBe(true);
  expect(seen).toEqual(['a:b', ['a%3Ab', null, 'x']]);
  const { lock, compareAndSet } = unstorageStorage(createStorage());
  expect([lock, compareAndSet]).toEqual([undefined, undefined]);
});

test.for([
  [{ ttl: 0 }, 'unstorageStorage: ttl must be a positive number of seconds.'],
  [{ ttl: Number.NaN }, 'ttl must be a positive number'],
  [{ lok: async () => {} }, 'Did you mean lock?'],
] as const)('%o is refused by name', ([options, message]) => {
  expect(() => unstorageStorage(createStorage(), options as UnstorageOptions)).toThrow(message);
});
