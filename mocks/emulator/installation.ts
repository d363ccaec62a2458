import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRandom, uuid } from '../random.js';
import type { AwsMockOptions } from '../options.js';

/** What keys, passwords and ids are derived from where the configuration has no `seed`. */
export interface Installation {
  readonly seed: string;
  /** Why the seed is another at each start. Undefined if it is kept. */
  readonly problem?: string;
}

/** Where programs keep what is worth keeping, but is no document (XDG Base Directory Specification). */
const stateFolder = ({ XDG_STATE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string =>
  XDG_STATE_HOME || (process.platform === 'win32' && LOCALAPPDATA) || join(homedir(), '.local/state');

/**
 * Reads the secret of this user of this machine, and creates it at the first start. A folder's own seed is derived from it, so that
 * an app's `.env` stays valid when the emulator is started again, and no two projects share a key.
 */
export const readInstallation = (env: NodeJS.ProcessEnv = process.env, folder = process.cwd()): Installation => {
  const file = join(stateFolder(env), 'sigv4-interceptor', 'emulator-secret');
  const read = (): string | undefined => /^[0-9a-f]{64}$/.exec(readFileSync(file, 'utf8').trim())?.[0];
  const created = randomBytes(32).toString('hex');
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Fails if another emulator has just created it.
    writeFileSync(file, `${created}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      return { seed: created, problem: `${file} cannot be written: ${(error as Error).message}` };
    }
  }
  try {
    const secret = read();
    return secret
      ? { seed: `${secret}/${folder}` }
      : { seed: created, problem: `${file} does not hold 64 hexadecimal digits. Delete it.` };
  } catch (error) {
    return { seed: created, problem: `${file} cannot be read: ${(error as Error).message}` };
  }
};

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Without what is easily misread. */
const READABLE = 'abcdefghijkmnpqrstuvwxyz';

/** Returns a password that Cognito's policy accepts, and that can be typed. */
export const passwordOf = (seed: string): string => {
  const random = createRandom(seed).fork('password');
  return `Mock-${random.text(5, READABLE)}-${random.text(5, READABLE)}-${random.text(2, '23456789')}`;
};

/** Gives the pools that have no ids of their own ids of this installation, and the mock its seed. */
export const withOwnIds = (options: AwsMockOptions, seed: string): AwsMockOptions => {
  const { region = 'us-east-1', userPools, identityPools } = options;
  const random = createRandom(seed).fork('ids');
  return {
    ...options,
    seed,
    ...(userPools && {
      userPools: userPools.map((pool) => ({
        id: `${region}_${random.text(9, LETTERS_AND_DIGITS)}`,
        clientId: random.text(26, LETTERS_AND_DIGITS.slice(26)),
        ...pool,
      })),
    }),
    ...(identityPools && {
      identityPools: identityPools.map((pool) => ({ id: `${region}:${uuid(random)}`, ...pool })),
    }),
  };
};
