import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import type { SrpChallenge, SrpIdentity } from '../../../src/cognito/user-pool/srp/srp.js';

/** The parts of the library's numbers and internal class that are used here. */
interface Big {
  toString(radix: number): string;
}
interface Helper {
  N: Big;
  k: Big;
  smallAValue: Big;
  largeAValue: Big;
  calculateA(a: Big, callback: (error: unknown, A: Big) => void): void;
  getPasswordAuthenticationKey(
    user: string,
    password: string,
    B: Big,
    salt: Big,
    callback: (error: unknown, key: Uint8Array) => void,
  ): void;
}

const require = createRequire(import.meta.url);
const library = (name: string) => require(`amazon-cognito-identity-js/lib/${name}.js`).default;
const BigInteger: new (text: string, radix: number) => Big = library('BigInteger');
const AuthenticationHelper: new (pool: string) => Helper = library('AuthenticationHelper');

/** The library's side of an exchange, with a given private value (hexadecimal) or its own. */
export const createPeerHelper = (pool: string, a?: string) => {
  const helper = new AuthenticationHelper(pool);
  if (a) {
    helper.smallAValue = new BigInteger(a, 16);
    helper.calculateA(helper.smallAValue, (_, A) => {
      helper.largeAValue = A;
    });
  }
  return {
    prime: helper.N.toString(16),
    srpA: helper.largeAValue.toString(16),
    prove: async ({ user, password }: SrpIdentity, { salt, srpB, secretBlock }: SrpChallenge, timestamp: string) => {
      const key = await new Promise<Uint8Array>((resolve, reject) =>
        helper.getPasswordAuthenticationKey(
          user,
          password,
          new BigInteger(srpB, 16),
          new BigInteger(salt, 16),
          (error, result) => (error ? reject(error) : resolve(result)),
        ),
      );
      const message = [Buffer.from(pool + user), Buffer.from(secretBlock, 'base64'), Buffer.from(timestamp)];
      return createHmac('sha256', key).update(Buffer.concat(message)).digest('base64');
    },
  };
};
