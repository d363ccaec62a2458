import { type Bytes, toBase64Url } from './bytes.js';
import { notAuthorized, PoolError } from './errors.js';
import type { AuthFlow, ChallengeResult } from './options.js';
import type { SrpExchange } from './srp-server.js';

/** A sign-in that waits for the answer to a challenge. */
export interface Attempt {
  /** The challenge that was put, or what else the session is good for. */
  readonly challenge: string;
  /** The real username; nothing for somebody who does not exist and must not find out. */
  readonly username: string | undefined;
  readonly flow: AuthFlow;
  /** Of PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER. */
  readonly srp?: SrpExchange & { readonly secretBlock: string };
  /** Where a device proves itself, or is to be asked to. */
  readonly deviceKey?: string | undefined;
  /** The code that was sent, the challenge that was to be signed, or the answer that the triggers expect. */
  readonly expected?: string;
  /** Of SELECT_CHALLENGE and SELECT_MFA_TYPE. */
  readonly choices?: readonly string[];
  /** Of CUSTOM_AUTH: what was passed so far, and what the trigger noted about the challenge now put. */
  readonly history?: readonly ChallengeResult[];
  readonly metadata?: string | undefined;
  /** Of MFA_SETUP: the authenticator app's secret, and whether a code of it was seen. */
  readonly totpSecret?: string;
  readonly totpVerified?: boolean;
  /** Of MFA_SETUP: the address becomes the second factor once its code was typed. */
  readonly enrolsEmail?: boolean;
}

/** The opaque `Session` strings. */
export interface Sessions {
  /** @param id default: a new one */
  open(attempt: Attempt, id?: string): string;
  /**
   * Uses a session up, unless the answer turns out to be one that the client may correct: a typing error in a code, a
   * password too weak, a device long forgotten.
   *
   * @throws PoolError for a session that is unknown, used up, or older than 3 minutes, and what `answer` throws
   */
  use<Result>(id: string | undefined, answer: (attempt: Attempt) => Promise<Result>): Promise<Result>;
  /** Lets an older session stand for a new one, which it is used up with. */
  forward(from: string, to: string): void;
  /** The secret that a set-up of an authenticator app under way has given to that user. */
  totpSecretOf(username: string): string | undefined;
  clear(): void;
}

/** AuthSessionValidity of a client, its default. */
const LIFETIME = 3 * 60_000;

/** Keeps sessions for 3 minutes and one use each. */
export const createSessions = (now: () => number, random: (length: number) => Bytes): Sessions => {
  const sessions = new Map<string, { readonly attempt: Attempt; readonly expires: number; used: boolean }>();
  const invalid = (reason = ''): PoolError => notAuthorized(`Invalid session for the user${reason}.`);
  return {
    open: (attempt, id = `AYAB${toBase64Url(random(150))}`) => {
      sessions.set(id, { attempt, expires: now() + LIFETIME, used: false });
      return id;
    },
    use: async (id, answer) => {
      const session = id === undefined ? undefined : sessions.get(id);
      if (!session) throw invalid();
      if (session.used) throw invalid(', session can only be used once');
      if (now() >= session.expires) throw invalid(', session is expired');
      session.used = true;
      try {
        return await answer(session.attempt);
      } catch (error) {
        const final = error instanceof PoolError && error.code === 'NotAuthorizedException';
        session.used = final;
        throw error;
      }
    },
    forward: (from, to) => {
      const session = sessions.get(to);
      if (session) sessions.set(from, session);
    },
    totpSecretOf: (username) =>
      [...sessions.values()].findLast(
        ({ attempt, used, expires }) =>
          attempt.username === username && attempt.totpSecret !== undefined && !used && now() < expires,
      )?.attempt.totpSecret,
    clear: () => sessions.clear(),
  };
};
