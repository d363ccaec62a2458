import { type Bytes, toBase64Url } from './bytes.js';
import { PoolError } from './errors.js';
import type { AuthFlow, MfaMethod } from './options.js';
import { refusal } from './refusals.js';
import type { SrpExchange } from './srp-server.js';
import type { ChallengeResult } from './triggers/events.js';

/** What a sign-in may ask for: a second factor, or one of these. */
export type ChallengeName =
  | MfaMethod
  | 'PASSWORD_VERIFIER'
  | 'PASSWORD'
  | 'PASSWORD_SRP'
  | 'NEW_PASSWORD_REQUIRED'
  | 'DEVICE_SRP_AUTH'
  | 'DEVICE_PASSWORD_VERIFIER'
  | 'SMS_OTP'
  | 'SELECT_MFA_TYPE'
  | 'MFA_SETUP'
  | 'CUSTOM_CHALLENGE'
  | 'SELECT_CHALLENGE'
  | 'WEB_AUTHN';

/** The challenges whose code is sent to the user: where to, and whether the right code proves that the address is the user's. */
export const SENT_CODES = {
  SMS_MFA: { attribute: 'phone_number', verifies: false },
  SMS_OTP: { attribute: 'phone_number', verifies: true },
  EMAIL_OTP: { attribute: 'email', verifies: true },
} as const satisfies { readonly [name in ChallengeName]?: object };

/** A challenge of {@link SENT_CODES}. */
export type SentCodeChallenge = keyof typeof SENT_CODES;

/** A sign-in that waits for the answer to a challenge. */
export interface PendingChallenge {
  /** The challenge, or the operation that the session is for. */
  readonly challenge: ChallengeName | 'SIGN_UP' | 'CONFIRMED_SIGN_UP';
  /** The real user name. Undefined for an unknown user, which the response must not reveal. */
  readonly username: string | undefined;
  readonly flow: AuthFlow;
  /** For PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER: the SRP exchange. */
  readonly srp?: SrpExchange & { readonly secretBlock: string };
  /** The device that authenticates, or that will be asked to. */
  readonly deviceKey?: string | undefined;
  /** Whether the user has replaced a temporary password on the way. */
  readonly hasNewPassword?: boolean | undefined;
  /** The code that was sent, the challenge to sign, or the answer that the triggers expect. */
  readonly expected?: string | undefined;
  /** The private parameters of a custom challenge, by which a trigger recognizes the answer. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** For SELECT_CHALLENGE and SELECT_MFA_TYPE: the choices. */
  readonly choices?: readonly ChallengeName[];
  /** For CUSTOM_AUTH: the earlier results, and the trigger's metadata for the current challenge. */
  readonly history?: readonly ChallengeResult[];
  readonly metadata?: string | undefined;
  /** For MFA_SETUP: the authenticator app's secret, and whether a code has verified it. */
  readonly totpSecret?: string;
  readonly totpVerified?: boolean;
  /** For MFA_SETUP: the address that becomes the second factor once the user enters its code. */
  readonly enrolsEmail?: boolean;
}

/** The opaque `Session` strings. */
export interface Sessions {
  /** @param id Default: a new one. */
  open(pending: PendingChallenge, id?: string): string;
  /**
   * Uses a session up, unless the client may correct its answer: a wrong code, a weak password, a forgotten device.
   *
   * @throws PoolError for a session that is unknown, used up, or older than 3 minutes, and what `answer` throws
   */
  use<Result>(id: string | undefined, answer: (pending: PendingChallenge) => Promise<Result>): Promise<Result>;
  /** Makes an older session an alias of a new one. Both are used up together. */
  forward(from: string, to: string): void;
  /** Returns the secret that a user got from a pending set-up of an authenticator app. */
  totpSecretOf(username: string): string | undefined;
  clear(): void;
}

/** The default of a client's AuthSessionValidity, in milliseconds. */
const LIFETIME = 3 * 60_000;

/** Creates {@link Sessions} that are valid for 3 minutes and one use each. */
export const createSessions = (now: () => number, random: (length: number) => Bytes): Sessions => {
  const sessions = new Map<string, { readonly pending: PendingChallenge; readonly expires: number; used: boolean }>();
  return {
    open: (pending, id = `AYAB${toBase64Url(random(150))}`) => {
      sessions.set(id, { pending, expires: now() + LIFETIME, used: false });
      return id;
    },
    use: async (id, answer) => {
      const session = id === undefined ? undefined : sessions.get(id);
      if (!session || id === undefined) throw refusal('sessionInvalid');
      if (session.used) throw refusal('sessionUsed');
      if (now() >= session.expires) throw refusal('sessionExpired');
      session.used = true;
      try {
        return await answer(session.pending);
      } catch (error) {
        session.used = false;
        // Afterwards the session is unknown, not used (amplify-js#5834).
        if (error instanceof PoolError && error.code === 'NotAuthorizedException') sessions.delete(id);
        throw error;
      }
    },
    forward: (from, to) => {
      const session = sessions.get(to);
      if (session) sessions.set(from, session);
    },
    totpSecretOf: (username) =>
      [...sessions.values()].findLast(
        ({ pending, used, expires }) =>
          pending.username === username && pending.totpSecret !== undefined && !used && now() < expires,
      )?.pending.totpSecret,
    clear: () => sessions.clear(),
  };
};
