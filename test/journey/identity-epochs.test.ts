import { type AwsCredentialIdentity, createSigV4, type ProviderRequest } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { clients, credentials, everyClient, EXPIRED, refuse, startServer } from './support.js';

const scope = { region: 'eu-west-1', service: 'execute-api' };
const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
const outcome = (work: Promise<unknown>) => work.then(undefined, (error: unknown) => error);

/** A provider as people wrap those of the AWS SDK: it tells of changes, and not whose credentials it gives. */
const nameless = (start: string, delay = 0) => {
  const listeners = new Set<() => void>();
  let who = start;
  let renewals = 0;
  const provider = Object.assign(
    async (request?: ProviderRequest): Promise<AwsCredentialIdentity> => {
      const mine = who;
      if (request?.forceRefresh) renewals++;
      await pause(delay);
      return credentials(`${mine}${renewals}`);
    },
    { onChange: (listener: () => void) => void listeners.add(listener) },
  );
  return {
    provider,
    become: (next: string) => {
      who = next;
      for (const listener of listeners) listener();
    },
  };
};

test.each([
  ['a slow body', 0, () => new ReadableStream({ start: (stream) => void setTimeout(() => stream.close(), 30) })],
  ['a slow provider', 30, () => 'from alice'],
  ['a large Blob', 0, () => new Blob([new Uint8Array(64 * 1024 * 1024)])],
])(
  "alice's POST is not sent as bob, who signs in during %s, by a provider that names nobody",
  async (_, delay, body) => {
    const { url, arrivals } = await startServer(() => 200);
    const { provider, become } = nameless('alice', delay);
    const auth = createSigV4({ credentials: provider, ...scope, origins: url });
    const send = wrapFetch(fetch, auth);
    await send(url);
    const heard: string[] = [];
    auth.on('identity-unknown', ({ message }) => heard.push(message));
    if (delay) auth.invalidate();

    const post = outcome(send(url, { method: 'POST', body: body(), duplex: 'half' } as RequestInit));
    await Promise.resolve();
    become('bob');
    expect(await post).toMatchObject({ name: 'IdentityUnknownError', code: 'identity-unknown' });
    expect(arrivals.map(({ method, key }) => [method, key])).toEqual([['GET', 'alice0']]);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toContain('principal');
    become('carol');
    await send(url);
    expect(arrivals.at(-1)!.key).toMatch(/^carol/);
    expect(heard).toHaveLength(1);
  },
);

test("a guest's POST is not sent as bob, after alice has come and gone", async () => {
  const { url, arrivals } = await startServer(() => 200);
  let who: string | null = null;
  const listeners = new Set<() => void>();
  const provider = Object.assign(
    async (): Promise<AwsCredentialIdentity> => credentials(who ?? 'guest', { principal: who }),
    { onChange: (listener: () => void) => void listeners.add(listener), principal: () => who },
  );
  const become = (next: string | null): void => {
    who = next;
    for (const listener of listeners) listener();
  };
  const send = wrapFetch(fetch, createSigV4({ credentials: provider, ...scope, origins: url }));
  const slowly = () => new ReadableStream({ start: (stream) => void setTimeout(() => stream.close(), 40) });
  const post = () => outcome(send(url, { method: 'POST', body: slowly(), duplex: 'half' } as RequestInit));

  const [early] = [post()];
  await pause(5);
  become('alice');
  const late = post();
  become(null);
  become('bob');
  expect(await early).toMatchObject({ code: 'identity-changed' });
  expect(await late).toMatchObject({ code: 'identity-changed' });
  expect(arrivals).toEqual([]);
});

test.each(everyClient)(
  '%s: a provider that reports a change at its own renewals recovers from an expiry where it has a principal',
  async (_, client) => {
    const { url, arrivals } = await startServer(({ key }, response) =>
      key === 'KEY0' ? refuse(response, EXPIRED) : 200,
    );
    const start = (principal: string | undefined) => {
      let renewals = 0;
      let fire = (): void => {};
      return createSigV4({
        credentials: Object.assign(
          async (request?: ProviderRequest) => {
            await pause(1);
            if (request?.forceRefresh) {
              renewals++;
              fire();
            }
            return credentials(`KEY${renewals}`);
          },
          {
            onChange: (listener: () => void) => {
              fire = listener;
            },
            ...(principal && { principal: () => principal }),
          },
        ),
        ...scope,
        origins: url,
      });
    };
    expect(await client(start('alice'))('POST', url, {})).toMatchObject({ status: 200, data: { key: 'KEY1' } });
    expect(arrivals.map(({ key }) => key)).toEqual(['KEY0', 'KEY1']);

    const nameless = start(undefined);
    const heard: unknown[] = [];
    nameless.on('identity-unknown', (event) => heard.push(event));
    const refused = outcome(client(nameless)('POST', url, {}));
    expect(await refused).toMatchObject({ code: 'identity-unknown', message: expect.stringContaining('principal()') });
    expect(heard).toHaveLength(1);
    expect(await client(nameless)('GET', url)).toMatchObject({ status: 200 });
  },
);

test('credentials that name their owner are recovered, too, if the provider reports a change at its own renewals', async () => {
  const { url } = await startServer(({ key }, response) => (key === 'KEY0' ? refuse(response, EXPIRED) : 200));
  let renewals = 0;
  let fire = (): void => {};
  const provider = Object.assign(
    async (request?: ProviderRequest) => {
      if (request?.forceRefresh) {
        renewals++;
        fire();
      }
      return credentials(`KEY${renewals}`, { principal: 'alice' });
    },
    {
      onChange: (listener: () => void) => {
        fire = listener;
      },
    },
  );
  const auth = createSigV4({ credentials: provider, ...scope, origins: url });
  expect(await clients.fetch!(auth)('POST', url, {})).toMatchObject({ status: 200, data: { key: 'KEY1' } });
});

test('sign() and presign() called by alice do not sign as bob', async () => {
  let who = 'alice';
  const provider = Object.assign(async () => credentials(who, { principal: who }), { principal: () => who });
  const auth = createSigV4({ credentials: provider, ...scope });
  const slow = new ReadableStream({ start: (stream) => void setTimeout(() => stream.close(), 20) });
  const url = 'https://api.example.com/';
  await auth.sign({ url });
  const signing = outcome(auth.sign({ method: 'POST', url, body: slow }));
  const presigning = outcome(auth.presign(url, { body: new Blob([new Uint8Array(32 * 1024 * 1024)]) }));
  who = 'bob';
  expect(await signing).toMatchObject({ code: 'identity-changed' });
  expect(await presigning).toMatchObject({ code: 'identity-changed' });
  expect((await auth.sign({ url })).headers.get('authorization')).toContain('bob');
});
