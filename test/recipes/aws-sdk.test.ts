import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type PollyClient, SynthesizeSpeechCommand } from '@aws-sdk/client-polly';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { CognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startApp } from './app.js';

const MINUTE = 60_000;
const ALICE = { username: 'alice', password: 'Correct-horse-1' };
const BOB = { ...ALICE, username: 'bob' };
const SERVICES = [
  {
    flavour: 'json',
    service: 'dynamodb',
    baseUrl: 'https://dynamodb.eu-west-1.amazonaws.com',
    routes: { 'POST /': { Item: { id: { S: '1' } } } },
  },
  { flavour: 's3', service: 's3', baseUrl: 'https://s3.eu-west-1.amazonaws.com' },
  {
    flavour: 'bedrock',
    name: 'polly',
    service: 'polly',
    baseUrl: 'https://polly.eu-west-1.amazonaws.com',
    routes: {
      'POST /v1/speech': () => new Response(Uint8Array.of(1, 2, 3), { headers: { 'content-type': 'audio/mpeg' } }),
    },
  },
] as const;

interface Sdk {
  readonly dynamo: DynamoDBClient;
  readonly polly: PollyClient;
  readonly s3: S3Client;
}

/** The recipe's clients, whose services listen on loopback and verify signatures, and a clock that can be set. */
const start = async () => {
  const app = await startApp(SERVICES);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', app.urls.json);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', app.urls.s3);
  vi.stubEnv('AWS_ENDPOINT_URL_POLLY', app.urls.polly);
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  const { session } = await app.load<{ session: CognitoSession }>('src/auth.ts');
  const { recover } = await app.load<{ recover: never }>('src/recover.ts');
  const clients = await app.load<Sdk>('src/sdk.ts');
  // In Node it speaks HTTP/2, which the mock does not.
  clients.polly.config.requestHandler = clients.dynamo.config.requestHandler;
  return {
    ...app,
    ...clients,
    session,
    recover,
    getItem: (dynamo = clients.dynamo) => dynamo.send(new GetItemCommand({ TableName: 't', Key: { id: { S: '1' } } })),
    seen: () => app.mock.calls().map(({ user, verdict }) => (user ? `${user} ${verdict}` : verdict)),
  };
};

const later = (minutes: number): void => void vi.setSystemTime(Date.now() + minutes * MINUTE);
const at = { Bucket: 'bucket', Key: 'a b.txt' };

test('each service lets the user in, and Polly streams what it says', async () => {
  const { session, getItem, s3, polly, seen } = await start();
  await session.signIn(ALICE);
  expect((await getItem()).Item).toEqual({ id: { S: '1' } });
  await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
  const { Body } = await s3.send(new GetObjectCommand(at));
  expect(await Body!.transformToString()).toBe('hello');
  const speech = new SynthesizeSpeechCommand({ Text: 'Hello', OutputFormat: 'mp3', VoiceId: 'Joanna' });
  const { AudioStream } = await polly.send(speech);
  expect(await AudioStream!.transformToByteArray()).toEqual(Uint8Array.of(1, 2, 3));
  expect(seen()).toEqual(Array.from({ length: 4 }, () => 'alice ok'));
});

test('a presigned URL is let in', async () => {
  const { session, s3, seen } = await start();
  await session.signIn(ALICE);
  await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
  const url = await getSignedUrl(s3, new GetObjectCommand(at), { expiresIn: 600 });
  expect(await (await fetch(url)).text()).toBe('hello');
  expect(seen()).toEqual(['alice ok', 'alice ok']);
});

test('credentials are renewed before they expire, and used until then', async () => {
  const { mock, session, getItem, seen } = await start();
  await session.signIn(ALICE);
  for (const minutes of [0, 30, 25, 50, 600]) {
    later(minutes);
    await getItem();
  }
  expect(seen()).toEqual(Array.from({ length: 5 }, () => 'alice ok'));
  expect(mock.issued('alice')).toBe(4);
});

test('each call is signed as whoever is signed in when it is made', async () => {
  const { session, getItem, seen } = await start();
  await getItem();
  await session.signIn(ALICE);
  await getItem();
  await session.signOut();
  await session.signIn(BOB);
  await getItem();
  await session.signOut();
  await getItem();
  expect(seen()).toEqual(['guest ok', 'alice ok', 'bob ok', 'guest ok']);
});

test("a guest's client goes on as another guest when a user has taken over the identity of the first", async () => {
  const { mock, session, getItem } = await start();
  const asGuest = new DynamoDBClient({ region: 'eu-west-1', credentials: session.guestCredentials });
  await getItem(asGuest);
  const { identityId } = await session.guestCredentials();
  await session.signIn(ALICE);
  expect((await session.credentials()).identityId).toBe(identityId);
  await getItem(asGuest);
  const [first, second] = mock.calls();
  expect([first!.user, second!.user]).toEqual(['guest', 'guest']);
  expect(second!.accessKeyId).toBe((await session.guestCredentials()).accessKeyId);
  expect(second!.accessKeyId).not.toBe(first!.accessKeyId);
});

test('expiry is judged by the clock of Cognito, not by a machine whose clock is wrong', async () => {
  const { mock, session, getItem, seen } = await start();
  mock.skewClock('2h');
  await session.signIn(ALICE);
  await getItem();
  later(90);
  await getItem();
  expect(seen().filter((verdict) => verdict === 'expired-token')).toEqual([]);
  expect(mock.issued('alice')).toBe(2);
});

test("a wrong clock costs a refusal, unless the client begins with the session's offset", async () => {
  const { mock, session, getItem, seen } = await start();
  mock.skewClock('-20m');
  await session.signIn(ALICE);
  await getItem();
  expect(seen()).toEqual(['signature-not-yet-current', 'alice ok']);
  const { credentials, clock } = session;
  await getItem(new DynamoDBClient({ region: 'eu-west-1', credentials, systemClockOffset: clock.offset }));
  expect(seen()).toHaveLength(3);
});

test('the SDK does not renew credentials that are refused before their time; the middleware does, once for all', async () => {
  const { mock, session, dynamo, s3, recover, getItem, seen } = await start();
  await session.signIn(ALICE);
  await getItem();
  mock.expireCredentials();
  await expect(getItem()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  await expect(getItem()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  expect(seen()).toEqual(['alice ok', 'expired-token', 'expired-token']);

  dynamo.middlewareStack.use(recover);
  s3.middlewareStack.use(recover);
  await Promise.all([getItem(), getItem(), s3.send(new PutObjectCommand({ ...at, Body: 'hello' }))]);
  await getItem();
  expect(seen().slice(3).sort()).toEqual([...Array(4).fill('alice ok'), ...Array(3).fill('expired-token')]);
  expect(mock.issued('alice')).toBe(2);
});

test('the middleware repeats no stream, and nothing for another reason', async () => {
  const { mock, session, dynamo, s3, recover, getItem, seen } = await start();
  dynamo.middlewareStack.use(recover);
  s3.middlewareStack.use(recover);
  await session.signIn(ALICE);
  await session.credentials();
  const allow = mock.deny();
  await expect(getItem()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  allow();
  mock.expireCredentials();
  // The SDK says on the console that it does not repeat the stream either.
  vi.spyOn(console, 'warn').mockReturnValue();
  const Body = Readable.from([Buffer.from('hello')]);
  await expect(s3.send(new PutObjectCommand({ ...at, Body, ContentLength: 5 }))).rejects.toMatchObject({
    name: 'ExpiredToken',
  });
  expect(seen()).toEqual(['alice denied', 'expired-token']);
  await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
  expect(seen().slice(2)).toEqual(['expired-token', 'alice ok']);
});

test.each([
  [false, ['throttled', 'bob ok']],
  [true, ['throttled']],
])(
  'a call of alice that the SDK repeats after bob has signed in; with the middleware: %s',
  async (isUsed, expected) => {
    const { mock, session, dynamo, recover, getItem, seen } = await start();
    if (isUsed) dynamo.middlewareStack.use(recover);
    await session.signIn(ALICE);
    await session.credentials();
    mock.throttle({ next: 1, api: 'json' });
    // When the first answer has come, and before the call is repeated.
    dynamo.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          await session.signOut();
          await session.signIn(BOB);
          throw error;
        }
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const call = getItem();
    if (isUsed) await expect(call).rejects.toThrow(/user changed/);
    else await call;
    expect(seen()).toEqual(expected);
  },
);
