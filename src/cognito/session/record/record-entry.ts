import { EMPTY, readRecord, type SessionRecord, toSignedOut, writeRecord } from './record.js';
import type { Clock } from '../../../core/clock.js';
import type { ResilientStorage } from '../../storage/storage.js';

/** A record, with the string that it was read from; `''` if there was none. */
export interface StoredEntry {
  readonly record: SessionRecord;
  readonly text: string;
  /** Whether a later version of this package wrote it: see `StoredRecord`. */
  readonly isLater?: boolean;
  /** Whether the storage could not be read. The record is then the last known one. */
  readonly isUnread?: boolean;
}

/** The storage entry of a session's record. */
export interface RecordEntry {
  /** The key in the storage; `undefined` if the record is kept in memory. */
  readonly key: string | undefined;
  /** Reads the record of this configuration. Resolves to `undefined` if there is none. */
  read(): Promise<StoredEntry | undefined>;
  /** Replaces `text` with `next`. @returns Whether the entry still held `text`, as far as can be known. */
  replace(text: string, next: string): Promise<boolean>;
  /**
   * Writes `next`, whatever the entry holds. `next` is never empty, because sign-ins and sign-outs always store a
   * string.
   */
  overwrite(next: string): Promise<true>;
}

/** What {@link createRecordEntry} needs. */
export interface RecordEntryOptions {
  /** Never throws. */
  readonly storage: ResilientStorage;
  readonly clock: Pick<Clock, 'now'>;
  /** The key in the storage. */
  readonly key: string;
  /** The configuration that the record belongs to. */
  readonly fingerprint: string;
  /** Whether an open session of this page uses the storage with this configuration. */
  readonly isOpen: (fingerprint: string) => boolean;
}

/** The record that the session knows. */
interface LocalEntry extends StoredEntry {
  /** Whether it applies to this request only, so that the storage is not read. */
  readonly isLocal: boolean;
}

/** Whether a record has no field that is worth an entry of its own. */
const isBlank = ({ clockOffset: _, ...fields }: SessionRecord): boolean => !Object.values(fields).some(Boolean);

/** Returns the stored form of a record; `''` for an empty record. */
export const textOf = (record: SessionRecord, fingerprint: string): string =>
  isBlank(record) ? '' : writeRecord(record, fingerprint);

/**
 * Creates the {@link RecordEntry} of a session.
 *
 * Sessions with other pools or another app client may share the name and the storage. Next to an open session of this
 * page, a session uses its own entry. The record of a session that is no longer open belongs to a previous
 * configuration of the app and is replaced. If a session in another tab takes over the entry, this tab continues in
 * memory. No session removes the record of an open one.
 *
 * Only a sign-in or a sign-out replaces a record that a later version of this package wrote, or one that could not be
 * read. Until then all other changes are kept in memory, and a later successful read wins over them.
 *
 * @param getLocalEntry Returns the record that the session knows.
 */
export const createRecordEntry = (options: RecordEntryOptions, getLocalEntry: () => LocalEntry): RecordEntry => {
  const { storage, clock, fingerprint, isOpen } = options;
  let key: string | undefined = options.key;
  /** Whether the storage has not been read yet. */
  let isFirst = true;
  /** The key that this session uses next to other sessions. */
  const ownKey = `${options.key}.${fingerprint}`;

  const replace: RecordEntry['replace'] = async (text, next) =>
    !key || storage.compareAndSet(key, text || null, next || null);

  const readStored = async (): Promise<StoredEntry | undefined> => {
    if (!key || getLocalEntry().isLocal) return getLocalEntry();
    const text = await storage.get(key);
    if (storage.unread.has(key)) return { ...getLocalEntry(), isUnread: true };
    const storedRecord = readRecord(text, clock.now());
    if (!storedRecord) {
      return text && !(await replace(text, '')) ? readStored() : undefined;
    }
    if (storedRecord.fingerprint === fingerprint) return { ...storedRecord, text: text! };
    if (isOpen(storedRecord.fingerprint)) {
      key = ownKey;
      return readStored();
    }
    if (storedRecord.isLater) return { ...storedRecord, text: text! };
    if (!isFirst) {
      key = undefined;
      return readStored();
    }
    // If both sessions were open side by side before, each has its own entry. An unreadable own entry may exist, too.
    if ((await storage.get(ownKey)) || storage.unread.has(ownKey)) {
      key = ownKey;
      return readStored();
    }
    // Drop `guestsRefused`: it came from another identity pool.
    const { generation } = storedRecord.record;
    const signedOutRecord = generation ? toSignedOut({ generation }) : EMPTY;
    const signedOutText = textOf(signedOutRecord, fingerprint);
    return (await replace(text!, signedOutText)) ? { record: signedOutRecord, text: signedOutText } : readStored();
  };

  return {
    get key() {
      return key;
    },
    read: async () => {
      const storedEntry = await readStored();
      if (!storedEntry?.isUnread) isFirst = false;
      return storedEntry;
    },
    replace,
    overwrite: async (next) => {
      if (key) await storage.set(key, next);
      return true;
    },
  };
};
