import { createTokenAuth } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { everyClient, refuse, startServer } from './support.js';

const jwt = (claims: Record<string, unknown>) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const inAnHour = Math.floor(Date.now() / 1000) + 3600;

test.each(everyClient)('%s: a 401 renews the token and replays once', async (_, client) => {
  const tokens = [jwt({ sub: 'a', exp: inAnHour, n: 1 }), jwt({ sub: 'a', exp: inAnHour, n: 2 })];
  const { url, arrivals } = await startServer(({ headers }, response) =>
    headers.authorization === tokens[1]
      ? 200
      : refuse(response, { type: 'UnauthorizedException', message: 'Unauthorized' }, 401),
  );
  let asked = 0;
  const send = client(createTokenAuth({ token: async () => tokens[asked++]!, origins: url }));
  const answers = await Promise.all([1, 2, 3].map((n) => send('POST', `${url}/${n}`, { n })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect([asked, arrivals.length]).toEqual([2, 6]);
});

test('the token is sent only to its origins, with the given scheme', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const other = await startServer(() => 200);
  const send = everyClient.at(-1)![1](createTokenAuth({ token: 'opaque', origins: url, scheme: 'Bearer' }));
  await send('GET', url);
  await send('GET', other.url);
  expect(arrivals[0]!.headers.authorization).toBe('Bearer opaque');
  expect(other.arrivals[0]!.headers).not.toHaveProperty('authorization');
});

test('origins are required', () => {
  expect(() => createTokenAuth({ token: 'x' } as never)).toThrow(/origins/);
});

test('it neither signs nor presigns', () => {
  const auth = createTokenAuth({ token: 'x', origins: 'https://api.example.com' });
  expect(auth).not.toHaveProperty('sign');
  expect(auth).not.toHaveProperty('presign');
});
