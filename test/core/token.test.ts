import { createAdapter, createTokenAuth, type TokenAuthOptions } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { claimsOf, describeToken } from '../../src/token/jwt.js';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object): string => `${part({ alg: 'none' })}.${part(claims)}.c2ln`;
const origins = 'https://api.example.com';

test.each<[unknown, string]>([
  [undefined, 'createTokenAuth: pass { token, origins }.'],
  [null, 'createTokenAuth: pass { token, origins }.'],
  [{ origins }, 'token: pass printable ASCII without spaces, or a function that returns it.'],
  [{ token: '', origins }, 'token: pass printable ASCII without spaces, or a function that returns it.'],
  [{ token: 5, origins }, 'token: pass printable ASCII without spaces, or a function that returns it.'],
  [{ token: 't' }, 'origins: pass where the token may be sent; by default it is sent nowhere.'],
  [{ token: 't', origins, scheme: 'Bearer token' }, "scheme: pass one word, such as 'Bearer'."],
  [{ token: 't', origins, scheme: '' }, "scheme: pass one word, such as 'Bearer'."],
  [{ token: 't', origins, scheme: ' Bearer' }, "scheme: pass one word, such as 'Bearer'."],
])('createTokenAuth rejects %o by name', (options, message) => {
  expect(() => createTokenAuth(options as TokenAuthOptions)).toThrow(new TypeError(message));
});

/** What arrives of a call. */
const sent = async (options: Partial<TokenAuthOptions>, url = `${origins}/`, statuses: number[] = [200]) => {
  const authorizations: (string | null)[] = [];
  const inner: typeof fetch = async (_, init) => {
    authorizations.push(new Headers(init?.headers).get('authorization'));
    return new Response('{}', { status: statuses[authorizations.length - 1] ?? 200 });
  };
  const auth = createTokenAuth({ token: 'abc', origins, ...options });
  const { status } = await wrapFetch(inner, auth)(url, { headers: { 'x-a': 'b' } });
  return { status, authorizations };
};

test('the token is sent in Authorization, with its scheme if there is one, and only to its origins', async () => {
  expect(await sent({})).toEqual({ status: 200, authorizations: ['abc'] });
  expect(await sent({ scheme: 'Bearer' })).toEqual({ status: 200, authorizations: ['Bearer abc'] });
  expect(await sent({}, 'https://elsewhere.example.com/')).toEqual({ status: 200, authorizations: [null] });
});

test.each([401, 403])(
  'a %i renews a token that a function gives, and replays once; a fixed one it does not',
  async (status) => {
    let asked = 0;
    expect(await sent({ token: async () => `t${++asked}` }, undefined, [status])).toEqual({
      status: 200,
      authorizations: ['t1', 't2'],
    });
    expect(await sent({}, undefined, [status])).toEqual({ status, authorizations: ['abc'] });
  },
);

test('users are named by the provider’s principal(), else by the token’s sub', async () => {
  const token = jwt({ sub: 'sub-alice', exp: Math.floor(Date.now() / 1000) + 3600 });
  const own = Object.assign(async () => token, { principal: () => 'alice@example.com' });
  expect(await sent({ token: own })).toMatchObject({ status: 200, authorizations: [token] });

  let who = 'alice';
  const auth = createTokenAuth({ token: async () => jwt({ sub: who, jti: Math.random() }), origins });
  const statuses = [200, 401, 200];
  const send = wrapFetch(async () => new Response('{}', { status: statuses.shift()! }), auth);
  await send(`${origins}/`);
  who = 'bob';
  await expect(send(`${origins}/`, { method: 'POST' })).rejects.toMatchObject({ code: 'identity-changed' });
});

test.each<[string, object]>([
  [jwt({ sub: 'alice', exp: 5 }), { expiration: 5000, principal: 'alice' }],
  [jwt({ sub: 5, exp: 'soon' }), { expiration: undefined, principal: undefined }],
  [jwt({}), { expiration: undefined, principal: undefined }],
  ['opaque', { expiration: undefined, principal: undefined }],
  ['a.b', { expiration: undefined, principal: undefined }],
])('what %s says about itself', (token, description) => {
  expect(describeToken(token)).toEqual({ id: token, ...description });
});

test.each([undefined, null, '', 'two words', 'línea', 'a\nb', 5])('%o is not a token', (token) => {
  expect(() => describeToken(token as string)).toThrow(
    'The token provider returned no token. It must resolve to a string of printable ASCII without spaces.',
  );
});

test('claims may contain any characters, and a token that is not a JWT has none', () => {
  expect(claimsOf(jwt({ name: 'Zoë ???>>>~~~' }))).toEqual({ name: 'Zoë ???>>>~~~' });
  expect([claimsOf('x'), claimsOf('x.!.y'), claimsOf(`x.${Buffer.from('null').toString('base64url')}.y`)]).toEqual([
    {},
    {},
    {},
  ]);
});

test('an option that there is not is refused by the name of the function', () => {
  expect(() => createTokenAuth({ token: 'abc', origins, orgins: 1 } as never)).toThrow(
    'createTokenAuth: there is no option "orgins"',
  );
});

test('a call out of scope says where to add its origin', async () => {
  const auth = createTokenAuth({ token: 'abc', origins });
  const messages: string[] = [];
  auth.on('untouched', ({ message }) => messages.push(message));
  await wrapFetch(async () => new Response('{}'), auth)('https://elsewhere.example.com/');
  expect(messages).toEqual([expect.stringMatching(/Add it to `origins`\.$/)]);
});

test('a stream is sent as it is, and a header that cannot be sent is refused without its value', async () => {
  const auth = createTokenAuth({ token: 'abc', origins });
  const bodies: unknown[] = [];
  const inner: typeof fetch = async (_, init) => {
    bodies.push(init?.body);
    return new Response('{}');
  };
  const body = new Response('a stream').body!;
  await wrapFetch(inner, auth)(origins, { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect(bodies).toEqual([body]);
  const call = createAdapter(auth)('GET', `${origins}/`)!;
  const none = { redirects: 0, send: inner, leave: inner, mayHideAnswer: () => false } as never as object;
  await expect(call.send({ ...none, headers: { 'x-a': 'hidden\nvalue' } } as never)).rejects.toMatchObject({
    code: 'malformed-header',
    message: expect.not.stringContaining('hidden'),
  });
});

test("a server's message does not show the token", async () => {
  const auth = createTokenAuth({ token: 'a-secret-token', origins });
  const messages: unknown[] = [];
  auth.on('rejected', ({ message }) => messages.push(message));
  const inner = async () => new Response('{"message":"bad: a-secret-token"}', { status: 403 });
  await wrapFetch(inner, auth)(origins);
  expect(messages).toEqual(['bad: [redacted]']);
});
