import { type AuthEvents, type Clock, createSigV4 } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { clients, countingProvider, credentials, everyClient, refuse, startServer } from './support.js';

const scope = { region: 'eu-west-1', service: 'execute-api' };
const MINUTE = 60_000;
const amz = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
const signedAt = (headers: Record<string, unknown>) => {
  const [, y, mo, d, h, mi, s] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(String(headers['x-amz-date']))!;
  return Date.UTC(+y!, +mo! - 1, +d!, +h!, +mi!, +s!);
};

/** A gateway whose clock is right, while ours is off; it says its time in the message only. */
const strict = (date: boolean) =>
  startServer(({ headers }, response) => {
    if (!date) response.sendDate = false;
    const [signed, now] = [signedAt(headers), Date.now()];
    if (Math.abs(signed - now) <= 5 * MINUTE) return 200;
    const message =
      signed < now
        ? `Signature expired: ${amz(signed)} is now earlier than ${amz(now - 5 * MINUTE)} (${amz(now)} - 5 min.)`
        : `Signature not yet current: ${amz(signed)} is still later than ${amz(now + 5 * MINUTE)} (${amz(now)} + 5 min.)`;
    return void refuse(response, {
      type: 'InvalidSignatureException',
      message: date ? message.replace(/ \(.*/, '') : message,
    });
  });

test.each(everyClient)('%s: corrects the clock from the message and replays, without a renewal', async (_, client) => {
  const { url, arrivals } = await strict(false);
  const provider = countingProvider();
  const clock: Clock = { now: () => Date.now() - 20 * MINUTE, offset: 0 };
  const auth = createSigV4({ credentials: provider, ...scope, origins: url, clock });
  const corrections: AuthEvents['clock-corrected'][] = [];
  auth.on('clock-corrected', (event) => corrections.push(event));
  const send = client(auth);

  expect(await send('GET', url)).toMatchObject({ status: 200 });
  expect(await send('GET', url)).toMatchObject({ status: 200 });
  expect([arrivals.length, provider.asked.length, corrections.length]).toEqual([3, 1, 1]);
  expect(corrections[0]).toMatchObject({ origin: url, previousOffset: 0 });
  expect(Math.abs(corrections[0]!.offset - 20 * MINUTE)).toBeLessThan(3000);
  // What an API says of the time is not the issuer's word.
  expect(clock.offset).toBe(0);
});

test.each([-180, -20, 20, 180])('a clock off by %i minutes is corrected by the Date header', async (minutes) => {
  const { url, arrivals } = await strict(true);
  const clock: Clock = { now: () => Date.now() + minutes * MINUTE, offset: 0 };
  const auth = createSigV4({
    credentials: credentials('KEY', { expiration: new Date(Date.now() + 12 * 60 * MINUTE) }),
    ...scope,
    origins: url,
    clock,
  });
  const offsets: number[] = [];
  auth.on('clock-corrected', ({ offset }) => offsets.push(offset));

  expect(await clients.fetch!(auth)('GET', url)).toMatchObject({ status: 200 });
  expect(arrivals).toHaveLength(2);
  expect(Math.abs(offsets[0]! + minutes * MINUTE)).toBeLessThan(3000);
});

test('a Date with an Age is not trusted', async () => {
  const { url } = await startServer((_, response) => {
    response.setHeader('age', '3600');
    response.setHeader('date', new Date(Date.now() - 60 * MINUTE).toUTCString());
    refuse(response, { type: 'ExpiredTokenException', message: '' });
  });
  const auth = createSigV4({ credentials: countingProvider(), ...scope, origins: url });
  const corrections: unknown[] = [];
  auth.on('clock-corrected', (event) => corrections.push(event));
  await clients.fetch!(auth)('GET', url);
  expect(corrections).toEqual([]);
});

test('S3 reports its time in the body', async () => {
  const { url, arrivals } = await startServer(({ headers }, response) => {
    if (Math.abs(signedAt(headers) - Date.now()) <= 15 * MINUTE) return 200;
    response.sendDate = false;
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end(
      `<Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message><ServerTime>${new Date().toISOString()}</ServerTime></Error>`,
    );
    return undefined;
  });
  const clock: Clock = { now: () => Date.now() - 40 * MINUTE, offset: 0 };
  const auth = createSigV4({
    credentials: countingProvider(),
    region: 'eu-west-1',
    service: 's3',
    origins: url,
    clock,
  });
  expect(await clients.fetch!(auth)('GET', url)).toMatchObject({ status: 200 });
  expect(arrivals).toHaveLength(2);
});

test('a mismatch counts as skew only if the measured skew is four minutes or more', async () => {
  const mismatch = {
    type: 'InvalidSignatureException',
    message: 'The request signature we calculated does not match the signature you provided.',
  };
  const { url, arrivals } = await startServer((_, response) => refuse(response, mismatch));
  const call = (offset: number) =>
    clients.fetch!(
      createSigV4({
        credentials: countingProvider(),
        ...scope,
        origins: url,
        clock: { now: () => Date.now() + offset, offset: 0 },
      }),
    )('GET', url);
  await call(0);
  expect(arrivals).toHaveLength(1);
  await call(5 * MINUTE);
  expect(arrivals).toHaveLength(3);
});
