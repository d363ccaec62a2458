import { getDiffieHellman } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../mocks/cognito/user-pool/bytes.js';
import {
  beginExchange,
  claimKey,
  claimSignature,
  MULTIPLIER,
  modPow,
  pad,
  privateKeyOf,
  scrambler,
  serverKey,
  verifierOf,
} from '../../../mocks/cognito/user-pool/srp-server.js';
import { matchingStep, stepAt, totp } from '../../../mocks/cognito/user-pool/totp.js';
import { available, loginPath, unless } from '../../support/available.js';

const number = (hex: string): bigint => BigInt(`0x${hex}`);
// RFC 5054 takes this prime from RFC 3526, whose groups Node has.
const N = number(getDiffieHellman('modp15').getPrime('hex'));
/** The client's side: S = (B - k·v)^(a + u·x). */
const clientSecret = (B: bigint, u: bigint, a: bigint, x: bigint): bigint =>
  modPow((((B - MULTIPLIER * verifierOf(x)) % N) + N) % N, a + u * x);

test.skipIf(!available.vectors)(
  `agrees with a published login on the private key, u, the claim key and its signature${unless('vectors')}`,
  () => {
    const vector = JSON.parse(readFileSync(loginPath, 'utf8')) as Record<string, string>;
    const of = (name: string): string => vector[name] as string;
    const group = of('poolId').replace(/^.*_/, '');
    const [a, A, B] = [number(of('clientPrivateA')), number(of('clientPublicA')), number(of('serverPublicB'))];
    expect(modPow(2n, a)).toBe(A);
    const u = scrambler(A, B);
    const x = privateKeyOf(number(of('salt')), group, of('userIdForSrp'), of('password'));
    const claim = {
      group,
      user: of('userIdForSrp'),
      secretBlock: fromBase64(of('secretBlock')) ?? new Uint8Array(),
      timestamp: of('timestamp'),
    };
    const signature = claimSignature(claimKey(u, clientSecret(B, u, a, x)), claim);
    expect(toBase64(signature)).toBe(of('passwordClaimSignature'));
  },
);

test('reaches the key of a client that knows the password, and of no other', () => {
  const [a, b] = [0xabcdefn, 0x1234567890n];
  const x = privateKeyOf(77n, 'Mock00001', 'alice', 'right');
  const exchange = beginExchange(modPow(2n, a).toString(16), verifierOf(x), b);
  if (!exchange) throw new Error('the exchange did not begin');
  const u = scrambler(exchange.publicA, exchange.publicB);
  expect(serverKey(exchange)).toEqual(claimKey(u, clientSecret(exchange.publicB, u, a, x)));
  const wrong = privateKeyOf(77n, 'Mock00001', 'alice', 'wrong');
  expect(serverKey(exchange)).not.toEqual(claimKey(u, clientSecret(exchange.publicB, u, a, wrong)));
});

test('refuses a public value that would reveal the key, or is not a number', () => {
  for (const A of ['0', N.toString(16), (2n * N).toString(16), '', 'xyz', '-1']) {
    expect(beginExchange(A, 5n, 7n)).toBeUndefined();
  }
});

test('pads numbers as signed integers', () => {
  expect([...pad(0x7fn)]).toEqual([0x7f]);
  expect([...pad(0x80n)]).toEqual([0, 0x80]);
  expect([...pad(0x123n)]).toEqual([0x01, 0x23]);
});

test('shows the codes of RFC 6238, appendix B', async () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const times: [number, string][] = [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [20000000000, '353130'],
  ];
  for (const [seconds, code] of times) expect(await totp(secret, stepAt(seconds * 1_000))).toBe(code);
  expect(await matchingStep(secret, '287082', 59_000 + 30_000)).toBe(1);
  expect(await matchingStep(secret, '287082', 59_000 + 60_000)).toBeUndefined();
});
