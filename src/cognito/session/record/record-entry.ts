import { EMPTY, readRecord, type SessionRecord, signedOutOf, writeRecord } from './record.js';
import type { Clock } from '../../../core/clock.js';
import type { ResilientStorage } from '../../storage/storage.js';

/** A record, and the text that it was read from; `''` for none. */
export interface Stored {
  readonly record: SessionRecord;
  readonly text: string;
  /** See `StoredRecord`. */
  readonly isLater?: boolean;
  /** It could not be read: this is what was last known. */
  readonly isUnread?: boolean;
}

/** Where a session's record stands in the storage. */
export interface RecordEntry {
  /** Its key; `undefined`: in memory. */
  readonly key: string | undefined;
  /** What stands there, once it is certain that it is this configuration's; nothing where nothing does. */
  read(): Promise<Stored | undefined>;
  /** @returns Whether `text` was still there, as far as can be known. */
  replace(text: string, next: string): Promise<boolean>;
  /** Writes whatever is there. What a sign-in and a sign-out leave is always a text. */
  overwrite(next: string): Promise<true>;
}

/** What finding a record takes. */
export interface RecordEntryOptions {
  /** Never throws. */
  readonly storage: ResilientStorage;
  readonly clock: Pick<Clock, 'now'>;
  /** The key in the storage. */
  readonly key: string;
  /** The configuration that the record belongs to. */
  readonly fingerprint: string;
  /** Whether a session of this page uses the storage with a configuration now. */
  readonly isLive: (fingerprint: string) => boolean;
}

/** What the session knows. */
interface Known extends Stored {
  /** It counts for this request alone, so that the storage is not asked. */
  readonly staysHere: boolean;
}

const isBlank = ({ login, guestIdentityId, guestsRefused, generation }: SessionRecord): boolean =>
  !login && !guestIdentityId && !guestsRefused && !generation;

/** A record as it is stored; `''` for one that says nothing. */
export const textOf = (record: SessionRecord, fingerprint: string): string =>
  isBlank(record) ? '' : writeRecord(record, fingerprint);

/**
 * Finds the {@link RecordEntry} of a session.
 *
 * Sessions with other pools or another app client may have the same name and storage. Beside one that lives in this page a
 * session keeps an entry of its own; what one left that lives no more was the app's configuration before, and goes; and where one
 * in another tab takes the entry over, this tab goes on in memory. None ever removes what a living one has stored. What a later version
 * of this package has stored, and what could not be read, is replaced by a sign-in or a sign-out only; all else is kept in memory
 * meanwhile, and what is read later counts.
 *
 * @param known What the session knows now.
 */
export const createRecordEntry = (options: RecordEntryOptions, known: () => Known): RecordEntry => {
  const { storage, clock, fingerprint, isLive } = options;
  let key: string | undefined = options.key;
  /** Until the storage was read once. */
  let isFirst = true;
  /** The entry beside other sessions. */
  const own = `${options.key}.${fingerprint}`;

  const replace: RecordEntry['replace'] = async (text, next) =>
    !key || storage.compareAndSet(key, text || null, next || null);

  const stored = async (): Promise<Stored | undefined> => {
    if (!key || known().staysHere) return known();
    const text = await storage.get(key);
    if (storage.unread.has(key)) return { ...known(), isUnread: true };
    const found = readRecord(text, clock.now());
    if (!found) {
      return text && !(await replace(text, '')) ? stored() : undefined;
    }
    if (found.fingerprint === fingerprint) return { ...found, text: text! };
    if (isLive(found.fingerprint)) {
      key = own;
      return stored();
    }
    if (found.isLater) return { ...found, text: text! };
    if (!isFirst) {
      key = undefined;
      return stored();
    }
    // Where both have lived side by side before, each has its own; so they may have where that cannot be read.
    if ((await storage.get(own)) || storage.unread.has(own)) {
      key = own;
      return stored();
    }
    // What its identity pool has said of guests, another one has not.
    const { generation } = found.record;
    const left = generation ? signedOutOf({ generation }) : EMPTY;
    const leftText = textOf(left, fingerprint);
    return (await replace(text!, leftText)) ? { record: left, text: leftText } : stored();
  };

  return {
    get key() {
      return key;
    },
    read: async () => {
      const there = await stored();
      if (!there?.isUnread) isFirst = false;
      return there;
    },
    replace,
    overwrite: async (next) => {
      if (key) await storage.set(key, next);
      return true;
    },
  };
};
