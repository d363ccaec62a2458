import type { Clock } from '../../../core/clock.js';
import { StorageError } from '../../errors.js';
import { EMPTY, type Login, readRecord, type SessionRecord, signedOutOf } from './record.js';
import { createRecordEntry, type RecordEntryOptions, type Stored, textOf } from './record-entry.js';
import type { Tabs } from '../tabs/tabs.js';

/** The session's record, as this tab knows it and as the storage has it. */
export interface RecordStore {
  /** What this tab knows. */
  readonly record: SessionRecord;
  /** Whether the storage holds what the record says, as far as is known. */
  readonly isStored: boolean;
  /** Reads the storage for the first time. */
  load(): Promise<void>;
  /** Looks what another tab wrote. */
  reload(): Promise<SessionRecord>;
  /**
   * Changes the record, in the storage, here and in the other tabs. `change` sees what is in the storage now; if it
   * returns that very record, nothing is written.
   */
  update(change: (record: SessionRecord) => SessionRecord): Promise<SessionRecord>;
  /** Signs out. @returns Who was signed in, and what to tell the caller where the storage still holds the login. */
  leave(): Promise<{ readonly login: Login | undefined; readonly failure: StorageError | undefined }>;
}

/** What a {@link RecordStore} needs. */
export interface RecordStoreOptions extends RecordEntryOptions {
  readonly tabs: Tabs;
  /** What is known of it is kept, too: otherwise every visit would begin with a rejection. */
  readonly clock: Clock;
  /** Called whenever this tab learns of a change, its own included; before `update` resolves. */
  readonly onChange: (before: SessionRecord, after: SessionRecord) => void;
}

/**
 * Makes the {@link RecordStore} of a session.
 */
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

  /** What one request learns of a login's end is known to that request alone: others may have newer tokens by now. */
  const staysHere = ({ login }: SessionRecord): boolean => storage.perRequest === true && login?.invalid === true;

  const entry = createRecordEntry(options, () => ({ record, text: written, staysHere: staysHere(record) }));

  /** With the text that it was read from, because another read may follow before it is used. */
  const read = async (): Promise<Stored> => {
    const there: Stored = (await entry.read()) ?? { record: EMPTY, text: '' };
    const { record: found, text } = there;
    // What a request carries may be made up, and the clock may be shared by requests.
    if (!storage.perRequest) clock.offset ||= found.clockOffset ?? 0;
    // By their text, because a record that was read anew is another object.
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
        // A sign-out leaves nothing of the clock either.
        const isSignedOut = !changed.login && !changed.guestIdentityId;
        const next = isSignedOut ? changed : { ...changed, clockOffset: clock.offset || undefined };
        // A sign-in, or a sign-out.
        const isDecision = changed.generation !== before.generation;
        if (isLater && !isDecision) return adopt(next, found);
        const text = textOf(next, fingerprint);
        if (
          !staysHere(next) &&
          !(await (isUnread && isDecision ? entry.overwrite(text) : entry.replace(found, text)))
        ) {
          if (isUnread) return adopt(next, found);
          // Another machine may have written since this one read.
          continue;
        }
        await onWritten(text);
        adopt(next, text);
        tabs.tell({ type: 'changed' });
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
    leave: async () => {
      let cause: unknown;
      let login: Login | undefined;
      await update(
        (before) => {
          login = before.login;
          return signedOutOf(before);
        },
        async (text) => {
          // Where a store could never be read, it may hold somebody's login unless this session has made its own.
          const isLeft = (there: string | undefined): boolean => (there === undefined ? !login : hasLogin(there));
          if (entry.key) cause = await storage.makeSure(entry.key, text, isLeft);
        },
      );
      return { login, failure: cause === undefined ? undefined : new StorageError('session-not-removed', cause) };
    },
  };
};
