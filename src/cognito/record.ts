import { isSignable } from '../core/clock.js';
import type { SessionState } from './states.js';

/** What expires, by the server's clock, in milliseconds since the epoch. */
export interface Expiring {
  readonly expiresAt: number;
  /** From when on it is renewed. */
  readonly renewAt: number;
}

/** What every sign-in leaves. */
interface LoginBase {
  /** Tells this sign-in from every other one: what was begun for another is dropped. */
  readonly id: string;
  /** Whose calls are made with it: the user pool's `sub`, or the identity id. Never shown to other users' calls. */
  readonly principal: string;
  /** The identity in the identity pool, once it is known. */
  readonly identityId?: string | undefined;
  readonly customRoleArn?: string | undefined;
  /** The server takes its tokens no more: only a new sign-in helps. */
  readonly invalid?: true | undefined;
}

/** A sign-in at the user pool. */
export interface UserPoolLogin extends LoginBase, Expiring {
  readonly kind: 'userPool';
  readonly username: string;
  readonly idToken: string;
  readonly accessToken: string;
  /** Missing where it was dropped because it is dead. */
  readonly refreshToken?: string | undefined;
}

/** A sign-in with somebody else's token. */
export interface FederatedLogin extends LoginBase {
  readonly kind: 'federated';
  /** The key under `Logins`. */
  readonly provider: string;
  readonly token: string;
  /** What the app renews the token with. */
  readonly providerRefreshToken?: string | undefined;
}

/** Who is signed in. */
export type Login = UserPoolLogin | FederatedLogin;

/** All that a session keeps, in one entry of the storage, so that no tab ever sees half of a change. */
export interface SessionRecord {
  readonly login?: Login | undefined;
  /** The guest's identity: kept, so that it is the same person's at every visit, until a sign-in takes it over. */
  readonly guestIdentityId?: string | undefined;
  /** When the identity pool has answered that it takes no guests, in milliseconds. Survives a sign-out; believed for a day. */
  readonly guestsRefused?: number | undefined;
  /** What the services have told of the clock, in milliseconds. */
  readonly clockOffset?: number | undefined;
  /**
   * Counts the sign-ins that were completed, and the sign-outs: one that was begun before the last of them is refused, whatever
   * tab it is in. Survives a sign-out.
   */
  readonly generation?: number | undefined;
}

/** Nobody, and nothing known. */
export const EMPTY: SessionRecord = {};

/** What a sign-out leaves. */
export const signedOutOf = ({ generation = 0, guestsRefused }: SessionRecord): SessionRecord => ({
  generation: generation + 1,
  ...(guestsRefused && { guestsRefused }),
});

/**
 * The state that a record means.
 *
 * @param guests Whether the configuration allows guests: they are guests then before anything is asked of the identity pool.
 */
export const stateOf = ({ login, guestsRefused }: SessionRecord, guests: boolean): SessionState => {
  if (!login) return guests && !guestsRefused ? 'guest' : 'signedOut';
  if (!login.invalid) return 'signedIn';
  return login.kind === 'userPool' ? 'signedOutUserPoolsTokenInvalid' : 'signedOutFederatedTokensInvalid';
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isLogin = (login: Readonly<Record<string, unknown>>): boolean => isText(login.id) && isText(login.principal);

/** For how long it is believed that an identity pool takes no guests, in milliseconds. */
const REFUSAL = 86_400_000;

const isOffset = (value: unknown, now: number): boolean => typeof value === 'number' && isSignable(now + value);

/** A record as it is stored. */
export interface StoredRecord {
  readonly record: SessionRecord;
  /** The pools and the client that it belongs to. */
  readonly fingerprint: string;
}

/**
 * Reads what was written by {@link writeRecord}.
 *
 * @param now The raw time, in milliseconds: an offset that leads out of four-digit years is none.
 * @returns `undefined` for what is not readable.
 */
export const readRecord = (text: string | null | undefined, now: number): StoredRecord | undefined => {
  try {
    const { version, configuration, ...record } = JSON.parse(text ?? '');
    if (version !== 1 || !isText(configuration) || (record.login && !isLogin(record.login))) return undefined;
    const { clockOffset, generation, guestsRefused, ...rest } = record;
    return {
      fingerprint: configuration,
      record: {
        ...rest,
        ...(Number.isSafeInteger(generation) && { generation }),
        ...(isOffset(clockOffset, now) && { clockOffset }),
        ...(Math.abs(now - guestsRefused) < REFUSAL && { guestsRefused }),
      },
    };
  } catch {
    return undefined;
  }
};

/** A record as text. */
export const writeRecord = (record: SessionRecord, fingerprint: string): string =>
  JSON.stringify({ version: 1, configuration: fingerprint, ...record });
