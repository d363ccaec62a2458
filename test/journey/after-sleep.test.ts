// A machine that slept: its timers stood still, its clock did not, and the credentials have expired meanwhile.
import { createSigV4 } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { clients, credentials, EXPIRED, refuse, startServer } from './support.js';

const HOUR = 3_600_000;
const form = (): FormData => {
  const data = new FormData();
  data.append('title', 'after a nap');
  data.append('file', new File([new Uint8Array(70_000).fill(7)], 'a.bin', { type: 'application/octet-stream' }));
  return data;
};

test.each(['axios (http)', 'axios (fetch)', 'fetch'])(
  '%s: the first call after two hours of sleep, with a form, is replayed with the same bytes',
  async (name) => {
    let slept = 0;
    const clock = { now: () => Date.now() + slept, offset: 0 };
    let server = 'KEY1';
    const { url, arrivals } = await startServer(({ key }, response) =>
      key === server ? 200 : refuse(response, EXPIRED),
    );
    let asked = 0;
    const provider = async () => credentials(`KEY${++asked}`, { expiration: new Date(Date.now() + slept + 3 * HOUR) });
    const auth = createSigV4({
      credentials: provider,
      clock,
      region: 'eu-west-1',
      service: 'execute-api',
      origins: url,
    });
    const send = clients[name]!(auth);

    expect(await send('GET', url)).toMatchObject({ status: 200 });
    slept = 2 * HOUR;
    server = 'KEY2'; // The server ended the session's credentials meanwhile.
    expect(await send('POST', url, form())).toMatchObject({ status: 200, data: { key: 'KEY2' } });
    const [, first, second] = arrivals;
    expect(second!.headers['content-type']).toBe(first!.headers['content-type']);
    expect(second!.body.equals(first!.body)).toBe(true);
  },
);

const amz = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

test.each(['axios (http)', 'axios (fetch)', 'fetch'])(
  '%s: a call that was under way when the machine fell asleep is signed again by the right time',
  async (name) => {
    let slept = 0;
    const now = () => Date.now() + slept;
    const { url, arrivals } = await startServer(({ headers }, response, count) => {
      if (count === 1) slept = 2 * HOUR; // Signed and begun before the sleep, sent after it.
      const text = String(headers['x-amz-date']);
      const at = Date.parse(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
      const server = now();
      response.setHeader('date', new Date(server).toUTCString());
      if (at < server - 300_000)
        return refuse(response, {
          type: 'InvalidSignatureException',
          message: `Signature expired: ${text} is now earlier than ${amz(server - 300_000)} (${amz(server)} - 5 min.)`,
        });
      if (at > server + 300_000)
        return refuse(response, {
          type: 'InvalidSignatureException',
          message: `Signature not yet current: ${text} is still later than ${amz(server + 300_000)} (${amz(server)} + 5 min.)`,
        });
      return 200;
    });
    const provider = async () => credentials('KEY', { expiration: new Date(now() + 12 * HOUR) });
    const auth = createSigV4({
      credentials: provider,
      clock: { now, offset: 0 },
      region: 'eu-west-1',
      service: 'execute-api',
      origins: url,
    });
    const seen = await clients[name]!(auth)('POST', url, form());
    expect([seen.status, arrivals.length]).toEqual([200, 2]);
  },
);
