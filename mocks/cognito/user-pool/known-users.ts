import type { UserStatus } from './options.js';
import type { Pool } from './pool.js';
import { secondsLeft, stepAt, totp } from './totp.js';
import type { User } from './users.js';

/** The secret and the current code of an authenticator app. */
export interface KnownTotp {
  /** In base32. */
  readonly secret: string;
  readonly code: string;
  /** After how many seconds the app shows another code. */
  readonly expiresIn: number;
}

/** The current state of a user. */
export interface KnownUser {
  readonly username: string;
  readonly sub: string;
  readonly status: UserStatus;
  /** The user's authenticator app, even while the first one is being set up. Undefined without an app. */
  readonly totp?: KnownTotp;
  /** The authenticator app that is being set up to replace another. */
  readonly newTotp?: KnownTotp;
}

/** Returns the secrets of a user's authenticator apps: the app in use, and the app that is being set up. */
const secretsOf = ({ sessions }: Pool, { username, totpSecret, newTotpSecret }: User): string[] =>
  [totpSecret, newTotpSecret ?? sessions.totpSecretOf(username)].filter((secret) => secret !== undefined);

/** Returns the current code of a user's authenticator app. Undefined without an app. */
export const codeOf = async (pool: Pool, user: User): Promise<string | undefined> => {
  const [secret] = secretsOf(pool, user);
  return secret === undefined ? undefined : totp(secret, stepAt(pool.now()));
};

/** Returns the users of a pool, oldest first. */
export const knownUsers = (pool: Pool): Promise<KnownUser[]> => {
  const now = pool.now();
  const show = async (secret: string): Promise<KnownTotp> => ({
    secret,
    code: await totp(secret, stepAt(now)),
    expiresIn: secondsLeft(now),
  });
  return Promise.all(
    pool.users.list().map(async (user) => {
      const { username, sub, status } = user;
      const [first, second] = await Promise.all(secretsOf(pool, user).map(show));
      return { username, sub, status, ...(first && { totp: first }), ...(second && { newTotp: second }) };
    }),
  );
};
