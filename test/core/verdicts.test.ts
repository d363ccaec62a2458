import { expect, test } from 'vitest';
import { pipelineOf } from '../../src/core/authenticator.js';
import { createSigV4 } from 'sigv4-interceptor';
import { client, EXPIRED, FORBIDDEN, type Got, keyOf, type Reply, stoppedClock } from './support.js';

const MINUTE = 60_000;
const OK: Reply = { status: 200 };
const saying = (message: string): Reply => ({ status: 403, body: JSON.stringify({ message }) });
const DENIED = saying('User: x is not authorized to perform: y');
const MALFORMED = saying('Credential should be scoped to a valid region.');
const THROTTLED: Reply = { status: 429 };

const amz = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
/** What a server says whose clock is twenty minutes ahead of a signature. */
const skewed = ({ signedAt }: Got): Reply => {
  const now = signedAt + 20 * MINUTE;
  return saying(
    `Signature expired: ${amz(signedAt)} is now earlier than ${amz(now - 5 * MINUTE)} (${amz(now)} - 5 min.)`,
  );
};

/** A provider that gives KEY1, KEY2, … */
const counting = () => {
  let asks = 0;
  return async () => keyOf(`KEY${++asks}`);
};

test.each([
  ['expired', EXPIRED],
  ['denied', DENIED],
  ['malformed', MALFORMED],
  ['throttled', THROTTLED],
])('a replay with a corrected clock that is refused as %s shows that the clock is right now', async (_, refusal) => {
  const clock = stoppedClock();
  const { status, auth } = client({ clock }, (got) => (got.signedAt === clock.time ? skewed(got) : refusal));
  const heard: unknown[] = [];
  auth.on('clock-corrected', ({ offset }) => heard.push(offset));
  expect(await status('/a')).toBe(refusal.status);
  expect(heard).toEqual([20 * MINUTE]);
});

test.each([
  ['denied', DENIED],
  ['malformed', MALFORMED],
  ['throttled', THROTTLED],
])(
  'calls that stay %s are replayed each time if the app asks for it, because the server said why',
  async (_, refusal) => {
    const { status, got } = client({ credentials: counting(), shouldReauthenticate: () => true }, () => refusal);
    for (let call = 0; call < 2; call++) expect(await status('/a')).toBe(refusal.status);
    expect(got).toHaveLength(4);
  },
);

test('a call that stays 403 without a reason is not replayed again within the minute', async () => {
  const { status, got } = client({ credentials: counting() }, () => FORBIDDEN);
  for (let call = 0; call < 2; call++) expect(await status('/a')).toBe(403);
  expect(got).toHaveLength(3);
});

test('a clock that stays wrong does not keep a later 403 without a reason from being replayed', async () => {
  let serve: (got: Got) => Reply = skewed;
  const { status, got } = client({ credentials: counting() }, (request) => serve(request));
  expect(await status('/a')).toBe(403);
  expect(got).toHaveLength(2);
  serve = ({ key }) => (key === 'KEY1' ? FORBIDDEN : OK);
  expect(await status('/a')).toBe(200);
});

test("a guest's call with a wrong clock does not wait for a sign-in", () => {
  const credentials = Object.assign(async () => keyOf('GUEST'), { untilSignedIn: () => Promise.resolve() });
  const pipeline = pipelineOf(createSigV4({ credentials, region: 'eu-west-1', service: 'execute-api' }));
  const guest = { principal: null } as never;
  expect(pipeline.untilSignedIn(guest, { verdict: 'skewed' } as never, {})).toBeUndefined();
  expect(pipeline.untilSignedIn(guest, { verdict: 'unknown' } as never, {})).toBeDefined();
});
