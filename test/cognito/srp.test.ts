import { readFileSync } from 'node:fs';
import { createSecretHash, signSrpSession } from 'cognito-srp-helper';
import { expect, test } from 'vitest';
import { createDeviceVerifier } from '../../src/cognito/user-pool/devices/device-secret.js';
import { modPow } from '../../src/cognito/user-pool/srp/mod-pow.js';
import { secretHash } from '../../src/cognito/user-pool/secret-hash.js';
import { groupPrime, pad, type SrpIdentity, srpTimestamp, startSrp } from '../../src/cognito/user-pool/srp/srp.js';
import { createRandom, type Random } from '../sigv4/support/random.js';
import { available, loginPath, unless } from '../support/available.js';
import { createPeerHelper } from './support/amazon-cognito-identity-js.js';
import { type Account, g, judge, N, publicValue, register } from './support/srp-server.js';

const vector: Readonly<Record<string, string>> | undefined = available.vectors
  ? JSON.parse(readFileSync(loginPath, 'utf8'))
  : undefined;

const TIMESTAMP = 'Mon Jan 5 03:04:09 UTC 2026';

const hexOf = (random: Random, digits: number): string =>
  random.several(digits, digits, () => random.below(16).toString(16)).join('');

/** Returns a random source that yields a known private value in the requested number of bytes. */
const giving = (hex: string) => (length: number) => Buffer.from(hex.padStart(2 * length, '0'), 'hex');

/** Counts the leading zeros of a number, padded to the length of N. */
const zeros = (value: bigint): { nibble: boolean; byte: boolean } => {
  const missing = 768 - value.toString(16).length;
  return { nibble: missing >= 1, byte: missing >= 2 };
};

test.skipIf(!vector)(`gives the signature and the secret hash of a published login${unless('vectors')}`, async () => {
  const { clientPrivateA, clientPublicA, poolId, userIdForSrp, password, salt, serverPublicB, secretBlock } = vector!;
  const exchange = await startSrp({ randomBytes: giving(clientPrivateA!) });
  expect(exchange.srpA).toBe(clientPublicA);

  const identity = { pool: poolId!.split('_')[1]!, user: userIdForSrp!, password: password! };
  const challenge = { salt: salt!, srpB: serverPublicB!, secretBlock: secretBlock! };
  expect(await exchange.prove(identity, challenge, vector!.timestamp!)).toBe(vector!.passwordClaimSignature);
  expect(await secretHash(vector!.clientSecret!, userIdForSrp!, vector!.clientId!)).toBe(vector!.secretHash);
});

test('computes the prime that OpenSSL and amazon-cognito-identity-js have', () => {
  expect(groupPrime()).toBe(N);
  expect(groupPrime().toString(16)).toBe(createPeerHelper('pool').prime);
});

test('computes powers as the definition has them', () => {
  const random = createRandom(7);
  for (let round = 0; round < 300; round++) {
    const modulus = BigInt(2 + random.below(5000));
    const base = BigInt(random.below(Number(modulus)));
    const exponent = BigInt(random.below(200));
    expect(modPow(base, exponent, modulus)).toBe(base ** exponent % modulus);
  }
});

test.for([
  [0n, '00'],
  [1n, '01'],
  [0x7fn, '7f'],
  [0x80n, '0080'],
  [0xffn, '00ff'],
  [0x100n, '0100'],
  [0x8000n, '008000'],
] as const)('pads %s to the bytes %s', ([number, hex]) => {
  expect(Buffer.from(pad(number)).toString('hex')).toBe(hex);
});

test.for([
  ['2026-01-05T03:04:09.999Z', 'Mon Jan 5 03:04:09 UTC 2026'],
  ['2024-02-29T23:59:59.000Z', 'Thu Feb 29 23:59:59 UTC 2024'],
  ['2000-10-10T00:00:00.000Z', 'Tue Oct 10 00:00:00 UTC 2000'],
  ['2030-12-01T12:00:00.500Z', 'Sun Dec 1 12:00:00 UTC 2030'],
] as const)('writes the time %s as %s', ([time, text]) => {
  expect(srpTimestamp(Date.parse(time))).toBe(text);
});

const PASSWORDS = [
  '',
  ' ',
  '  leading and trailing  ',
  'Qwerty1!',
  'pass:word:with:colons',
  'pässwörd ñ ß €',
  '密码パスワード비밀번호',
  '🔐🏳️‍🌈👩‍👩‍👧',
  'e\u0301 is not \u00e9',
  '\u0000\u0001\t\n',
  '"\'<>&%+/=\\',
  'x'.repeat(256),
];

interface Login {
  readonly account: Account;
  readonly identity: SrpIdentity;
  readonly a: string;
  readonly b: bigint;
  readonly secretBlock: string;
}

/** Returns a private value of the server, sometimes one whose B begins with zeros. */
const serverPrivate = (random: Random, account: Account): bigint => {
  let b = BigInt(`0x${hexOf(random, 8)}`) + 4096n;
  if (!random.chance(0.05)) return b;
  while (!zeros(publicValue(account, b)).byte) b++;
  return b;
};

const randomLogin = (random: Random): Login => {
  const pool = random.pick(['eYpv1mFHB', 'a', 'AbCdEf123']);
  const user = random.pick([
    'john.doe',
    `u${hexOf(random, 12)}`,
    'Jürgen Müller',
    'a2c2e290-6d0f-4a08-a5ca-f0162935f3a6',
  ]);
  const password = random.chance(0.5) ? random.pick(PASSWORDS) : hexOf(random, random.below(40));
  const salt = `${random.pick(['', '', '0', '00', '000', '8', '7f', 'ff'])}${hexOf(random, 1 + random.below(32))}`;
  const account = register(pool, user, password, salt);
  // Small private values are fast. A value below 3072 makes an A of mostly zeros. Some values have full length.
  const a = random.chance(0.03)
    ? hexOf(random, 256)
    : (1 + random.below(random.chance(0.1) ? 3000 : 2 ** 31)).toString(16);
  const secretBlock = Buffer.from(hexOf(random, 2 * (1 + random.below(1200))), 'hex').toString('base64');
  return { account, identity: { pool, user, password }, a, b: serverPrivate(random, account), secretBlock };
};

const challengeOf = ({ account, b, secretBlock }: Login) => ({
  salt: account.salt,
  srpB: publicValue(account, b).toString(16),
  secretBlock,
});

test('proves a thousand passwords to an SRP server in the test, with and without leading zeros', {
  timeout: 180_000,
}, async () => {
  const random = createRandom(20260105);
  const seen = { A: 0, B: 0, Bbyte: 0, S: 0, Sbyte: 0, salt: 0 };
  for (let round = 0; round < 1000; round++) {
    const login = randomLogin(random);
    const exchange = await startSrp({ randomBytes: giving(login.a) });
    const challenge = challengeOf(login);
    const proof = await exchange.prove(login.identity, challenge, TIMESTAMP);
    const { S, signature } = judge(login.account, { ...login, srpA: exchange.srpA, timestamp: TIMESTAMP });
    expect(proof, `login ${round}`).toBe(signature);

    const B = zeros(BigInt(`0x${challenge.srpB}`));
    seen.A += Number(zeros(BigInt(`0x${exchange.srpA}`)).byte);
    seen.B += Number(B.nibble);
    seen.Bbyte += Number(B.byte);
    seen.S += Number(zeros(S).nibble);
    seen.Sbyte += Number(zeros(S).byte);
    seen.salt += Number(login.account.salt.startsWith('00'));
  }
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
});

test('proves nothing with another password, user, pool, time or secret block', async () => {
  const login = randomLogin(createRandom(3));
  const exchange = await startSrp({ randomBytes: giving(login.a) });
  const { signature } = judge(login.account, { ...login, srpA: exchange.srpA, timestamp: TIMESTAMP });
  const { identity } = login;
  const challenge = challengeOf(login);
  const proofs = await Promise.all([
    exchange.prove({ ...identity, password: `${identity.password} ` }, challenge, TIMESTAMP),
    exchange.prove({ ...identity, user: 'somebody' }, challenge, TIMESTAMP),
    exchange.prove({ ...identity, pool: 'other' }, challenge, TIMESTAMP),
    exchange.prove(identity, challenge, 'Mon Jan 5 03:04:10 UTC 2026'),
    exchange.prove(identity, { ...challenge, secretBlock: 'AAAA' }, TIMESTAMP),
  ]);
  expect(new Set([...proofs, signature]).size).toBe(6);
});

test('computes the same signatures as amazon-cognito-identity-js and cognito-srp-helper', {
  timeout: 60_000,
}, async () => {
  const random = createRandom(99);
  for (let round = 0; round < 12; round++) {
    const login = randomLogin(random);
    const { identity, secretBlock } = login;
    const exchange = await startSrp({ randomBytes: giving(login.a) });
    const challenge = challengeOf(login);
    const proof = await exchange.prove(identity, challenge, TIMESTAMP);

    const peer = createPeerHelper(identity.pool, login.a);
    expect(exchange.srpA).toBe(peer.srpA);
    expect(proof).toBe(await peer.prove(identity, challenge, TIMESTAMP));

    // cognito-srp-helper treats an empty password as a missing one.
    if (!identity.password) continue;
    const { passwordSignature } = signSrpSession(
      {
        username: identity.user,
        password: identity.password,
        isHashed: false,
        poolId: `eu-west-1_${identity.pool}`,
        poolIdAbbr: identity.pool,
        timestamp: TIMESTAMP,
        smallA: login.a,
        largeA: exchange.srpA,
      },
      {
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeParameters: {
          SALT: challenge.salt,
          SRP_B: challenge.srpB,
          SECRET_BLOCK: secretBlock,
          USER_ID_FOR_SRP: identity.user,
        },
      },
    );
    expect(proof).toBe(passwordSignature);
  }
});

test('computes the same secret hash as cognito-srp-helper, even for names beyond ASCII', async () => {
  for (const name of ['john', 'Jürgen', '利用者', '+49 30 1234'])
    expect(await secretHash('s3cret/+=', name, 'client1')).toBe(createSecretHash(name, 'client1', 's3cret/+='));
});

test.for([0n, N, 2n * N])('refuses an SRP_B that is a multiple of N', async (B) => {
  const exchange = await startSrp();
  const proof = exchange.prove(
    { pool: 'pool', user: 'user', password: 'password' },
    { salt: 'ab', srpB: B.toString(16), secretBlock: 'AAAA' },
    TIMESTAMP,
  );
  await expect(proof).rejects.toMatchObject({ name: 'AuthError', code: 'unexpected-answer' });
});

test('uses 128 new random bytes for every exchange', async () => {
  const asked: number[] = [];
  const counting = (length: number) => {
    asked.push(length);
    return giving('abcdef')(length);
  };
  await startSrp({ randomBytes: counting });
  expect(asked).toEqual([128]);
  const [one, other] = await Promise.all([startSrp(), startSrp()]);
  expect(one.srpA).not.toBe(other.srpA);
});

test('computes by the powers that it is given, be they late', async () => {
  const login = randomLogin(createRandom(5));
  const bases: bigint[] = [];
  const slow = async (base: bigint, exponent: bigint, modulus: bigint): Promise<bigint> => {
    await Promise.resolve();
    bases.push(base);
    return modPow(base, exponent, modulus);
  };
  const exchange = await startSrp({ randomBytes: giving(login.a), modPow: slow });
  const proof = await exchange.prove(login.identity, challengeOf(login), TIMESTAMP);
  expect(proof).toBe(judge(login.account, { ...login, srpA: exchange.srpA, timestamp: TIMESTAMP }).signature);
  expect(bases).toHaveLength(3);
  expect(bases.slice(0, 2)).toEqual([g, g]);
  // B - k g^x is often negative, but a native module must never receive a negative number.
  expect(bases.every((base) => base >= 0n && base < N)).toBe(true);
});

test('makes a verifier by which a server knows the secret of a device', { timeout: 60_000 }, async () => {
  const random = createRandom(11);
  for (let round = 0; round < 60; round++) {
    const bytes = (length: number) =>
      Buffer.from((round % 3 ? '' : '00') + hexOf(random, 2 * length), 'hex').subarray(0, length);
    const secret = Buffer.from(bytes(40)).toString('base64');
    const device = { key: `eu-west-1_${hexOf(random, 8)}`, groupKey: `-${hexOf(random, 8)}`, secret };
    const verifier = await createDeviceVerifier(device, { randomBytes: bytes });

    const salt = Buffer.from(verifier.Salt, 'base64').toString('hex');
    const account = register(device.groupKey, device.key, secret, salt);
    expect(BigInt(`0x${Buffer.from(verifier.PasswordVerifier, 'base64').toString('hex')}`)).toBe(account.verifier);
    // The server uses signed numbers, which a first bit of 1 would make negative.
    expect(Buffer.from(verifier.PasswordVerifier, 'base64')[0]! < 0x80).toBe(true);
    expect(Buffer.from(verifier.Salt, 'base64')[0]! < 0x80).toBe(true);
  }
});
