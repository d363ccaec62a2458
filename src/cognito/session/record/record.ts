import { isSignable } from '../../../core/clock.js';
import { isIdentityId, isText, loginIn } from './record-shape.js';
import { migrate, type StoredFields, VERSION } from './record-versions.js';
import type { Login } from './login.js';
import type { SessionState } from './states.js';

export type { Expiring, FederatedLogin, Login, UserPoolLogin } from './login.js';

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

/** For how long it is believed that an identity pool takes no guests, in milliseconds. */
const REFUSAL = 86_400_000;

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** A record as it is stored. */
export interface StoredRecord {
  readonly record: SessionRecord;
  /** The pools and the client that it belongs to. */
  readonly fingerprint: string;
  /** A later version of this package wrote it: all that is known of it is its generation, and it is not this one's to remove. */
  readonly isLater: boolean;
}

/**
 * Reads what was written by {@link writeRecord}, of this version or another. What is damaged in it is left out; a login of which anything is
 * damaged is none.
 *
 * @param now The raw time, in milliseconds: an offset that leads out of four-digit years is none.
 * @returns `undefined` for what is not readable.
 */
export const readRecord = (text: string | null | undefined, now: number): StoredRecord | undefined => {
  try {
    const stored: StoredFields = JSON.parse(text ?? '');
    const { version, configuration } = stored;
    if (!Number.isSafeInteger(version) || (version as number) < 1) return undefined;
    const isLater = (version as number) > VERSION;
    if (!isLater && !isText(configuration)) return undefined;
    const { generation, clockOffset, guestsRefused, guestIdentityId, login } = isLater
      ? { generation: stored.generation }
      : migrate(stored, version as number);
    const known = loginIn(login);
    const record = {
      ...(known && { login: known }),
      ...(isIdentityId(guestIdentityId) && { guestIdentityId }),
      ...(Number.isSafeInteger(generation) && (generation as number) > 0 && { generation }),
      ...(isNumber(clockOffset) && isSignable(now + clockOffset) && { clockOffset }),
      ...(isNumber(guestsRefused) && Math.abs(now - guestsRefused) < REFUSAL && { guestsRefused }),
    };
    return { fingerprint: isText(configuration) ? configuration : '', isLater, record: record as SessionRecord };
  } catch {
    return undefined;
  }
};

/** JSON has no other numbers, and what has no known end is due: 0. An app's own function may have given `null` for nothing. */
const storable = (_: string, value: unknown): unknown =>
  isNumber(value) && !Number.isFinite(value) ? 0 : (value ?? undefined);

/** A record as text. */
export const writeRecord = (record: SessionRecord, fingerprint: string): string =>
  JSON.stringify({ version: VERSION, configuration: fingerprint, ...record }, storable);
