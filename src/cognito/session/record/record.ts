import { isSignable } from '../../../core/clock.js';
import { isIdentityId, isText, readLogin } from './record-shape.js';
import { migrate, type StoredFields, VERSION } from './record-versions.js';
import type { Login } from './login.js';
import type { SessionState } from './states.js';

export type { Expiring, FederatedLogin, Login, UserPoolLogin } from './login.js';

/** Everything that a session stores, in one entry of the storage, so that no tab reads half of a change. */
export interface SessionRecord {
  readonly login?: Login | undefined;
  /** The guest's identity id, kept across visits until a sign-in takes it over. */
  readonly guestIdentityId?: string | undefined;
  /** When the identity pool last refused guests, in milliseconds. Kept at a sign-out; valid for a day. */
  readonly guestsRefused?: number | undefined;
  /** The offset of the services' clock, in milliseconds. */
  readonly clockOffset?: number | undefined;
  /**
   * Counts completed sign-ins and sign-outs. A sign-in that began before the last of them is refused, in any tab. Kept
   * at a sign-out.
   */
  readonly generation?: number | undefined;
}

/** The record of a session that has stored nothing. */
export const EMPTY: SessionRecord = {};

/** A record with all of its fields, even undefined ones, so that the compiler asks for a new field. */
type AllFields = { readonly [K in keyof Required<SessionRecord>]: SessionRecord[K] };

/**
 * Returns the record after a sign-in.
 *
 * @param guestIdentityId The guest's identity that is kept; `undefined` if the user took it over.
 */
export const signedInOf = (
  { generation = 0, guestsRefused, clockOffset }: SessionRecord,
  login: Login,
  guestIdentityId: string | undefined,
): AllFields => ({ login, guestIdentityId, generation: generation + 1, guestsRefused, clockOffset });

/** Returns the record after a sign-out. */
export const toSignedOut = ({ generation = 0, guestsRefused }: SessionRecord): AllFields => ({
  generation: generation + 1,
  guestsRefused,
  login: undefined,
  guestIdentityId: undefined,
  clockOffset: undefined,
});

/**
 * Returns the state of a session with this record.
 *
 * @param guests Whether the configuration allows guests. The state is then `guest` even before the identity pool is
 * called.
 */
export const stateOf = ({ login, guestsRefused }: SessionRecord, guests: boolean): SessionState => {
  if (!login) return guests && !guestsRefused ? 'guest' : 'signedOut';
  if (!login.invalid) return 'signedIn';
  return login.kind === 'userPool' ? 'signedOutUserPoolsTokenInvalid' : 'signedOutFederatedTokensInvalid';
};

/** How long an identity pool's refusal of guests is valid, in milliseconds. */
const REFUSAL = 86_400_000;

const isNumber = (value: unknown): value is number => typeof value === 'number';

/**
 * How each field is read from the storage: a falsy value means that it is missing or damaged. The compiler asks for a
 * new field.
 */
const FIELDS: {
  readonly [K in keyof Required<SessionRecord>]: (stored: unknown, now: number) => SessionRecord[K] | false;
} = {
  login: readLogin,
  guestIdentityId: (stored) => isIdentityId(stored) && stored,
  generation: (stored) => Number.isSafeInteger(stored) && (stored as number) > 0 && (stored as number),
  clockOffset: (stored, now) => isNumber(stored) && isSignable(now + stored) && stored,
  guestsRefused: (stored, now) => isNumber(stored) && Math.abs(now - stored) < REFUSAL && stored,
};

/** A record that was read from the storage. */
export interface StoredRecord {
  readonly record: SessionRecord;
  /** The pools and the app client that it belongs to. */
  readonly fingerprint: string;
  /**
   * Whether a later version of this package wrote it. Only its generation is known then, and this version must not
   * remove it.
   */
  readonly isLater: boolean;
}

/**
 * Reads a string that {@link writeRecord} of any version wrote. Drops damaged fields, and a login with a damaged field
 * as a whole.
 *
 * @param now The uncorrected time, in milliseconds. An offset that leads beyond four-digit years is dropped.
 * @returns `undefined` if the string is not a record.
 */
export const readRecord = (text: string | null | undefined, now: number): StoredRecord | undefined => {
  try {
    const stored: StoredFields = JSON.parse(text ?? '');
    const { version, configuration } = stored;
    if (!Number.isSafeInteger(version) || (version as number) < 1) return undefined;
    const isLater = (version as number) > VERSION;
    if (!isLater && !isText(configuration)) return undefined;
    const fields: StoredFields = isLater ? { generation: stored.generation } : migrate(stored, version as number);
    const record: SessionRecord = Object.fromEntries(
      Object.entries(FIELDS)
        .map(([name, read]) => [name, read(fields[name], now)])
        .filter(([, value]) => value),
    );
    return { fingerprint: isText(configuration) ? configuration : '', isLater, record };
  } catch {
    return undefined;
  }
};

/**
 * JSON has no NaN or Infinity: 0 marks an unknown expiry as due. An app's function may have returned `null` for "none".
 */
const storable = (_: string, value: unknown): unknown =>
  isNumber(value) && !Number.isFinite(value) ? 0 : (value ?? undefined);

/** Writes a record as a string. */
export const writeRecord = (record: SessionRecord, fingerprint: string): string =>
  JSON.stringify({ version: VERSION, configuration: fingerprint, ...record }, storable);
