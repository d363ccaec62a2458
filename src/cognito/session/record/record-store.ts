import type { Clock } from '../../../core/clock.js';
import { StorageError } from '../../errors.js';
import { EMPTY, type Login, readRecord, type SessionRecord, signedOutOf, writeRecord } from './record.js';
import type { ResilientStorage } from '../../storage/storage.js';
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
export interface RecordStoreOptions {
  /** Never throws. */
  readonly storage: ResilientStorage;
  readonly tabs: Tabs;
  /** What is known of it is kept, too: otherwise every visit would begin with a rejection. */
  readonly clock: Clock;
  /** The key in the storage. */
  readonly key: string;
  /** The configuration that the record belongs to. */
  readonly fingerprint: string;
  /** Whether a session of this page uses the storage with a configuration now. */
  readonly isLive: (fingerprint: string) => boolean;
  /** Called whenever this tab learns of a change, its own included; before `update` resolves. */
  readonly onChange: (before: SessionRecord, after: SessionRecord) => void;
}

/** A record, and the text that it was read from; `''` for none. */
interface Stored {
  readonly record: SessionRecord;
  readonly text: string;
  /** See `StoredRecord`. */
  readonly isLater?: boolean;
  /** It could not be read: this is what was last known. */
  readonly isUnread?: boolean;
}

const isBlank = ({ login, guestIdentityId, guestsRefused, generation }: SessionRecord): boolean =>
  !login && !guestIdentityId && !guestsRefused && !generation;

/**
 * Makes the {@link RecordStore} of a session.
 *
 * Sessions with other pools or another app client may have the same name and storage. Beside one that lives in this page a
 * session keeps an entry of its own; what one left that lives no more was the app's configuration before, and goes; and where one
 * in another tab takes the entry over, this tab goes on in memory. None ever removes what a living one has stored. What a later version
 * of this package has stored, and what could not be read, is replaced by a sign-in or a sign-out only; all else is kept in memory
 * meanwhile, and what is read later counts.
 */
export const createRecordStore = (options: RecordStoreOptions): RecordStore => {
  const { storage, tabs, clock, fingerprint, isLive, onChange } = options;
  /** Where the record is; `undefined`: in memory. */
  let key: string | undefined = options.key;
  let record = EMPTY;
  let written = '';
  let isFirst = true;
  /** The entry beside other sessions. */
  const own = `${options.key}.${fingerprint}`;

  const adopt = (next: SessionRecord, text: string): SessionRecord => {
    const before = record;
    record = next;
    written = text;
    onChange(before, next);
    return next;
  };

  /** What one request learns of a login's end is known to that request alone: others may have newer tokens by now. */
  const staysHere = ({ login }: SessionRecord): boolean => storage.perRequest === true && login?.invalid === true;

  const textOf = (next: SessionRecord): string => (isBlank(next) ? '' : writeRecord(next, fingerprint));

  /** @returns Whether `text` was still there, as far as can be known. */
  const replace = async (text: string, next: string): Promise<boolean> =>
    !key || storage.compareAndSet(key, text || null, next || null);

  /** Writes whatever is there. What a sign-in and a sign-out leave is always a text. */
  const overwrite = async (next: string): Promise<true> => {
    if (key) await storage.set(key, next);
    return true;
  };

  /** What stands at `key`, once it is certain that it is this configuration's. */
  const stored = async (): Promise<Stored | undefined> => {
    if (!key || staysHere(record)) return { record, text: written };
    const text = await storage.get(key);
    if (storage.unread.has(key)) return { record, text: written, isUnread: true };
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
    const leftText = textOf(left);
    return (await replace(text!, leftText)) ? { record: left, text: leftText } : stored();
  };

  /** With the text that it was read from, because another read may follow before it is used. */
  const read = async (): Promise<Stored> => {
    const there: Stored = (await stored()) ?? { record: EMPTY, text: '' };
    const { record: found, text } = there;
    if (!there.isUnread) isFirst = false;
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
        const text = textOf(next);
        if (!staysHere(next) && !(await (isUnread && isDecision ? overwrite(text) : replace(found, text)))) {
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
      return key !== undefined && !storage.outdated.has(key);
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
          if (key) cause = await storage.makeSure(key, text, isLeft);
        },
      );
      return { login, failure: cause === undefined ? undefined : new StorageError('session-not-removed', cause) };
    },
  };
};
