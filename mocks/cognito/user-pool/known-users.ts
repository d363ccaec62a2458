import type { UserStatus } from './options.js';
import type { Pool } from './pool.js';
import { secondsLeft, stepAt, totp } from './totp.js';
import type { User } from './users.js';

/** What a user's authenticator app has, and shows. */
export interface KnownTotp {
  /** In base32. */
  readonly secret: string;
  readonly code: string;
  /** In how many seconds the app shows another code. */
  readonly expiresIn: number;
}

/** A user as the pool knows it now. */
export interface KnownUser {
  readonly username: string;
  readonly sub: string;
  readonly status: UserStatus;
  /** Of the authenticator app; while the first one is being set up, of that. Nothing where there is none. */
  readonly totp?: KnownTotp;
  /** Of an authenticator app that is being set up in place of another. */
  readonly newTotp?: KnownTotp;
}

/** The secrets of a user's authenticator apps: the one in use, and the one that is being set up. */
const secretsOf = ({ sessions }: Pool, { username, totpSecret, newTotpSecret }: User): string[] =>
  [totpSecret, newTotpSecret ?? sessions.totpSecretOf(username)].filter((secret) => secret !== undefined);

/** What a user's authenticator app shows now; nothing where there is none. */
export const codeOf = async (pool: Pool, user: User): Promise<string | undefined> => {
  const [secret] = secretsOf(pool, user);
  return secret === undefined ? undefined : totp(secret, stepAt(pool.now()));
};

/** The users of a pool, oldest first. */
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
