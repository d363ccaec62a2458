import { createRequire } from 'node:module';
import { modPow } from '../../../dist/src/cognito/user-pool/srp/mod-pow.js';
import { groupPrime, privateKey, startSrp } from '../../../dist/src/cognito/user-pool/srp/srp.js';
import { measure, median, ratio } from '../lib/measure.mjs';
import { number, printTable, times } from '../lib/report.mjs';

const require = createRequire(import.meta.url);
const AuthenticationHelper = require('amazon-cognito-identity-js/lib/AuthenticationHelper.js').default;
const BigInteger = require('amazon-cognito-identity-js/lib/BigInteger.js').default;

const identity = { pool: 'eYpv1mFHB', user: 'a2c2e290-6d0f-4a08-a5ca-f0162935f3a6', password: 'Qwerty1!' };
const salt = 'baf4431cdaa37c04c0d655a99f5e9b9b';
const secretBlock = Buffer.alloc(1292, 's').toString('base64');
const TIMESTAMP = 'Mon Jan 5 03:04:09 UTC 2026';

/** Any number below N serves: the client cannot tell a right B from a wrong one. */
const srpB = async () => {
  const verifier = modPow(2n, await privateKey(BigInt(`0x${salt}`), identity), groupPrime());
  return ((3n * verifier + modPow(2n, 2n ** 1000n + 1n, groupPrime())) % groupPrime()).toString(16);
};

/** One login from A to the key that signs: the powers, which take all the time. */
const peerLogin = (B) => () =>
  new Promise((resolve, reject) => {
    const helper = new AuthenticationHelper(identity.pool);
    helper.getPasswordAuthenticationKey(
      identity.user,
      identity.password,
      new BigInteger(B, 16),
      new BigInteger(salt, 16),
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });

/** The client's side of an SRP login, ours to the signature beside that of amazon-cognito-identity-js. */
export const srp = async ({ rounds, report }) => {
  const B = await srpB();
  const results = await measure(
    {
      ours: async () => (await startSrp()).prove(identity, { salt, srpB: B, secretBlock }, TIMESTAMP),
      'amazon-cognito-identity-js': peerLogin(B),
    },
    { rounds, calls: 2 },
  );
  printTable(
    "The client's side of an SRP login (in brackets: as a multiple of ours)",
    ['', 'login'],
    Object.entries(results).map(([name, series]) => [
      name,
      `${number(median(series) / 1000)} ms (${number(ratio(series, results.ours), 2)})`,
    ]),
  );
  report.keep('srp', results);
  report.atLeast(
    'SRP login: faster than amazon-cognito-identity-js',
    ratio(results['amazon-cognito-identity-js'], results.ours),
    3,
    times,
  );
};
