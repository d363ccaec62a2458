import { type AwsCredentialIdentity, type AwsCredentialIdentityProvider, createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countingProvider, credentials } from '../../journey/support.js';
import { kits } from './clients.js';
import { MAX_POURED, World } from './world.js';

const open = async (refusesFirst = false): Promise<World> => {
  const world = await new World(refusesFirst).open();
  onTestFinished(() => world.close());
  return world;
};
const wrap = (
  fetch: typeof globalThis.fetch,
  origins: string,
  given: AwsCredentialIdentity | AwsCredentialIdentityProvider = countingProvider(),
) => wrapFetch(fetch, createSigV4({ credentials: given, region: 'eu-west-1', service: 'execute-api', origins }));
const letGo = async (response: Response): Promise<void> => {
  const body = response.body as (ReadableStream & { destroy?(): void }) | null;
  if (body?.destroy) body.destroy();
  else await body?.cancel();
};
/** No time passes for us: whoever waits for patience to end waits for ever. */
const stopTime = (): void => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
};

const everyKit = Object.entries(kits);

test.each(
  everyKit.flatMap(([name, kit]) =>
    ['status=429', 'status=400&type=ValidationException', 'status=200', 'status=500'].map(
      (query) => [name, query, kit] as const,
    ),
  ),
)('%s: a stalling body of %s is not waited for', async (_, query, { fetch }) => {
  const world = await open();
  stopTime();
  const response = await wrap(fetch, world.home)(`${world.home}/stall?${query}`);
  expect(response.bodyUsed).toBe(false);
  await letGo(response);
});

test.each(
  everyKit.flatMap(([name, kit]) =>
    ['status=400', 'status=403', 'status=401'].map((query) => [name, query, kit] as const),
  ),
)('%s: a stalling body of %s, which may tell why, is waited for one second', async (client, query, { fetch }) => {
  const world = await open();
  stopTime();
  const call = wrap(fetch, world.home, credentials('KEY'))(`${world.home}/stall?${query}&type=AccessDenied`);
  const arrived = world.arrived();
  await arrived;
  // Of a Node stream the first chunk is enough.
  if (!/node-fetch|cross/.test(client)) await vi.waitUntil(() => vi.getTimerCount() > 0);
  await vi.advanceTimersByTimeAsync(1000);
  await letGo(await call);
});

test.each(everyKit)('%s: an endless 400 is not held', async (_, { fetch }) => {
  const world = await open();
  const response = await wrap(fetch, world.home)(`${world.home}/endless?status=400`);
  expect(response.status).toBe(400);
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  // What the sockets hold, and no more.
  expect(world.poured).toBeLessThan(MAX_POURED / 8);
  await letGo(response);
});

test.each(everyKit)('%s: a 403 that is replayed gives its connection back', async (client, { fetch }) => {
  const world = await open(true);
  // node-fetch 2 keeps hold of what it was told to let go of, so it is read to its end.
  world.refusal = /node-fetch|cross/.test(client) ? 'long' : 'endless';
  const response = await wrap(fetch, world.home)(`${world.home}/echo`);
  expect(response.status).toBe(200);
  await response.text();
  expect(world.poured).toBeGreaterThan(0);
  await expect.poll(() => world.pouring).toBe(0);
});
