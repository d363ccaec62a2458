import type { Clock } from '../../../core/clock.js';
import { StorageError } from '../../errors.js';
import { EMPTY, type Login, readRecord, type SessionRecord, signedOutOf } from './record.js';
import { createRecordEntry, type RecordEntryOptions, type Stored, textOf } from './record-entry.js';
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
  let written = '';

  const adopt = (next: SessionRecord, text: string): SessionRecord => {
    const before = record;
    record = next;
    written = text;
    onChange(before, next);
    return next;
  };

  /** A rejection of a login applies to this request only: others may have newer tokens by now. */
  const isLocal = ({ login }: SessionRecord): boolean => storage.perRequest === true && login?.invalid === true;

  const entry = createRecordEntry(options, () => ({ record, text: written, isLocal: isLocal(record) }));

  /** Reads the record with its stored form, because another read may follow before it is used. */
  const read = async (): Promise<Stored> => {
    const there: Stored = (await entry.read()) ?? { record: EMPTY, text: '' };
    const { record: found, text } = there;
    // A request's cookies may be forged, and requests may share the clock.
    if (!storage.perRequest) clock.offset ||= found.clockOffset ?? 0;
    // Compare strings, because each read creates a new object.
    return { ...there, record: text === written ? record : adopt(found, text) };
  };

  /** @param onWritten Called once the change is in the storage. */
  const update = (
    change: (record: SessionRecord) => SessionRecord,
    onWritten: (text: string) => Promise<void> = async () => {},
  ): Promise<SessionRecord> =>
    tabs.exclusively(`${options.key}.store`, async () => {
      for (;;) {
        const { record: before, text: found, isLater, isUnread } = await read();
        const changed = change(before);
        if (changed === before) return before;
        // A sign-out also removes the clock's offset.
        const isSignedOut = !changed.login && !changed.guestIdentityId;
        const next = isSignedOut ? changed : { ...changed, clockOffset: clock.offset || undefined };
        const isSignInOrOut = changed.generation !== before.generation;
        if (isLater && !isSignInOrOut) return adopt(next, found);
        const text = textOf(next, fingerprint);
        if (
          !isLocal(next) &&
          !(await (isUnread && isSignInOrOut ? entry.overwrite(text) : entry.replace(found, text)))
        ) {
          if (isUnread) return adopt(next, found);
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
    const found = readRecord(text, clock.now());
    return !!found && (found.isLater || found.record.login !== undefined);
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
          return signedOutOf(before);
        },
        async (text) => {
          // A store that could never be read may hold a login, unless this session itself had stored one.
          const mayHoldLogin = (there: string | undefined): boolean => (there === undefined ? !login : hasLogin(there));
          if (entry.key) cause = await storage.confirmRemoval(entry.key, text, mayHoldLogin);
        },
      );
      return { login, failure: cause === undefined ? undefined : new StorageError('session-not-removed', cause) };
    },
  };
};
