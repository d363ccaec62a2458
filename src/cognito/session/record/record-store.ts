import type { Clock } from '../../../core/clock.js';
import { StorageError } from '../../errors.js';
import { EMPTY, type Login, readRecord, type SessionRecord, toSignedOut } from './record.js';
import { createRecordEntry, type RecordEntryOptions, type StoredEntry, textOf } from './record-entry.js';
import type { Tabs } from '../tabs/tabs.js';

/** Keeps the session's record in this tab and in the storage. */
export interface RecordStore {
  /** The record that this tab knows. */
  readonly record: SessionRecord;
  /** Whether the storage holds this record, as far as is known. */
  readonly isStored: boolean;
  /** Reads the storage for the first time. */
  load(): Promise<void>;
  /** Reads what other tabs have written. */
  reload(): Promise<SessionRecord>;
  /**
   * Changes the record in the storage, in this tab and in the others. `change` receives the stored record. If it
   * returns that same object, nothing is written.
   */
  update(change: (record: SessionRecord) => SessionRecord): Promise<SessionRecord>;
  /** Signs out. @returns The removed login, and the error if the storage still holds a login. */
  signOut(): Promise<{ readonly login: Login | undefined; readonly failure: StorageError | undefined }>;
}

/** What {@link createRecordStore} needs. */
export interface RecordStoreOptions extends RecordEntryOptions {
  readonly tabs: Tabs;
  /** Its offset is stored as well; otherwise every visit would begin with a rejection. */
  readonly clock: Clock;
  /** Called for each change that this tab makes or reads, before `update` resolves. */
  readonly onChange: (before: SessionRecord, after: SessionRecord) => void;
}

/** Creates the {@link RecordStore} of a session. */
export const createRecordStore = (options: RecordStoreOptions): RecordStore => {
  const { storage, tabs, clock, fingerprint, onChange } = options;
  let record = EMPTY;
  let lastText = '';

  const adopt = (next: SessionRecord, text: string): SessionRecord => {
    const before = record;
    record = next;
    lastText = text;
    onChange(before, next);
    return next;
  };

  /** A rejection of a login applies to this request only: others may have newer tokens by now. */
  const isLocal = ({ login }: SessionRecord): boolean => storage.perRequest === true && login?.invalid === true;

  const entry = createRecordEntry(options, () => ({ record, text: lastText, isLocal: isLocal(record) }));

  /** Reads the record with its stored form, because another read may follow before it is used. */
  const read = async (): Promise<StoredEntry> => {
    const storedEntry: StoredEntry = (await entry.read()) ?? { record: EMPTY, text: '' };
    const { record: storedRecord, text } = storedEntry;
    // A request's cookies may be forged, and requests may share the clock.
    if (!storage.perRequest) clock.offset ||= storedRecord.clockOffset ?? 0;
    // Compare strings, because each read creates a new object.
    return { ...storedEntry, record: text === lastText ? record : adopt(storedRecord, text) };
  };

  /** @param onWritten Called once the change is in the storage. */
  const update = (
    change: (record: SessionRecord) => SessionRecord,
    onWritten: (text: string) => Promise<void> = async () => {},
  ): Promise<SessionRecord> =>
    tabs.exclusively(`${options.key}.store`, async () => {
      for (;;) {
        const { record: before, text: currentText, isLater, isUnread } = await read();
        const changedRecord = change(before);
        if (changedRecord === before) return before;
        // A sign-out also removes the clock's offset.
        const isSignedOut = !changedRecord.login && !changedRecord.guestIdentityId;
        const next = isSignedOut ? changedRecord : { ...changedRecord, clockOffset: clock.offset || undefined };
        const isSignInOrOut = changedRecord.generation !== before.generation;
        if (isLater && !isSignInOrOut) return adopt(next, currentText);
        const text = textOf(next, fingerprint);
        if (
          !isLocal(next) &&
          !(await (isUnread && isSignInOrOut ? entry.overwrite(text) : entry.replace(currentText, text)))
        ) {
          if (isUnread) return adopt(next, currentText);
          // Another machine may have written after this read.
          continue;
        }
        await onWritten(text);
        adopt(next, text);
        tabs.broadcast({ type: 'changed' });
        return next;
      }
    });

  const hasLogin = (text: string): boolean => {
    const storedRecord = readRecord(text, clock.now());
    return !!storedRecord && (storedRecord.isLater || storedRecord.record.login !== undefined);
  };

  return {
    get record() {
      return record;
    },
    get isStored() {
      return entry.key !== undefined && !storage.outdated.has(entry.key);
    },
    load: async () => void (await read()),
    reload: async () => (await read()).record,
    update: (change) => update(change),
    signOut: async () => {
      let cause: unknown;
      let login: Login | undefined;
      await update(
        (before) => {
          login = before.login;
          return toSignedOut(before);
        },
        async (text) => {
          // A store that could never be read may hold a login, unless this session itself had stored one.
          const mayHoldLogin = (storedText: string | undefined): boolean =>
            storedText === undefined ? !login : hasLogin(storedText);
          if (entry.key) cause = await storage.confirmRemoval(entry.key, text, mayHoldLogin);
        },
      );
      return { login, failure: cause === undefined ? undefined : new StorageError('session-not-removed', cause) };
    },
  };
};
