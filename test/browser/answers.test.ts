import { expect, inject, onTestFinished, test } from 'vitest';
import { clients, keys, sigv4, url, viaFetch, XHR } from './clients.js';

const arrivedElsewhere = async (): Promise<string[][]> => (await fetch(`${inject('elsewhere')}/arrived`)).json();

test.each(clients)('%s: a 403 is healed by one renewal, and every call is replayed', async (_, client) => {
  let asked = 0;
  const send = client(sigv4({ credentials: async () => keys(asked++ ? 'AKID' : 'OLDKEY') }));
  const reports = await Promise.all([send('/1', 'one'), send('/2'), send('/3', { three: 3 })]);
  expect(reports.map(({ verdict, key, size }) => [verdict, key, size])).toEqual([
    ['verified', 'AKID', 3],
    ['verified', 'AKID', 0],
    ['verified', 'AKID', 11],
  ]);
  expect(asked).toBe(2);
});

test.each(clients)('%s: cookies are received and sent', async (client, make) => {
  const name = client.replace(/\W/g, '');
  const send = make(sigv4());
  const before = await send(`/cookie?name=${name}`);
  expect(before).toMatchObject({ verdict: 'verified' });
  expect(before.cookie?.split('; ') ?? []).not.toContain(`${name}=yes`);
  const after = await send('/after');
  expect(after.verdict).toBe('verified');
  expect(after.cookie?.split('; ')).toContain(`${name}=yes`);
});

test.each(
  clients
    .filter(([name]) => name !== XHR)
    .flatMap(([name, client]) => [[name, '/redirect', client] as const, [name, '/redirect-away', client] as const]),
)('%s: %s is a clear error, and nothing arrives elsewhere', async (_, path, client) => {
  const before = await arrivedElsewhere();
  await expect(client(sigv4())(path)).rejects.toMatchObject({ code: 'redirect-refused' });
  expect(await arrivedElsewhere()).toEqual(before);
});

test('axios (xhr): a redirect elsewhere carries the token but no signature, as the guide warns', async () => {
  const before = (await arrivedElsewhere()).length;
  const [, client] = clients.find(([name]) => name === XHR)!;
  await client(sigv4())('/redirect-away');
  const landed = (await arrivedElsewhere()).slice(before);
  expect(landed).toHaveLength(1);
  expect(landed[0]).toContain('x-amz-security-token');
  expect(landed[0]).not.toContain('authorization');
});

/** An Authenticator whose first credentials expire when the first call is signed. */
const expiresOnTheWay = () => {
  let time = Date.now();
  let asked = 0;
  const credentials = async () => ({ ...keys(asked++ ? 'AKID' : 'OLDKEY'), expiration: new Date(time + 60_000) });
  const auth = sigv4({ credentials, clock: { now: () => time, offset: 0 } });
  let signed = 0;
  auth.on('signed', () => {
    if (signed++ === 0) time += 61_000;
  });
  return { auth, asked: () => asked, signed: () => signed };
};

test.each(clients)('%s: a 403 that CORS hides is healed once the credentials have expired', async (_, client) => {
  const { auth, asked } = expiresOnTheWay();
  expect(await client(auth)('/no-cors-403')).toMatchObject({ verdict: 'verified', key: 'AKID' });
  expect(asked()).toBe(2);
});

test.each(clients)('%s: after a 403 that CORS hides, a write is not sent again', async (_, client) => {
  const { auth, asked, signed } = expiresOnTheWay();
  await expect(client(auth)('/no-cors-403', 'write')).rejects.toThrow();
  expect([asked(), signed()]).toEqual([2, 1]);
});

test.each(clients)('%s: a 403 that CORS hides while the credentials are good stays an error', async (_, client) => {
  let asked = 0;
  const credentials = async () => keys(asked++ ? 'AKID' : 'OLDKEY');
  await expect(client(sigv4({ credentials }))('/no-cors-403')).rejects.toThrow();
  expect(asked).toBe(1);
});

test.each(clients)(
  '%s: a call that reauthenticate makes by its own Authenticator is an error, not a deadlock',
  async (_, client) => {
    let inner: unknown;
    const auth = sigv4({
      credentials: keys('OLDKEY'),
      reauthenticate: async () => {
        inner = await send('/inner').catch((error: unknown) => error);
        return keys('AKID');
      },
    });
    const send = client(auth);
    expect(await send('/x')).toMatchObject({ verdict: 'verified', key: 'AKID' });
    expect(inner).toMatchObject({ code: 'reauthentication-deadlock' });
  },
);

test("connectivity: 'wait' holds a call until the browser is online", async () => {
  Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  onTestFinished(() => void delete (navigator as { onLine?: unknown }).onLine);
  const auth = sigv4({ connectivity: 'wait' });
  const waiting = new Promise((resolve) => auth.on('waiting-for-connectivity', resolve));
  let done = false;
  const call = viaFetch(auth)('/held').finally(() => {
    done = true;
  });
  expect(await waiting).toMatchObject({ method: 'GET', url: `${url}/held` });
  await fetch(`${url}/meanwhile`);
  expect(done).toBe(false);
  Object.defineProperty(navigator, 'onLine', { value: true, configurable: true });
  dispatchEvent(new Event('online'));
  expect(await call).toMatchObject({ verdict: 'verified' });
});
