import type { Clock } from '../core/clock.js';
import { EMPTY, readRecord, type SessionRecord, writeRecord } from './record.js';
import type { SessionStorage } from './storage.js';
import type { Tabs } from './tabs.js';

/** The session's record, as this tab knows it and as the storage has it. */
export interface RecordStore {
  /** What this tab knows. */
  readonly record: SessionRecord;
  /** Reads the storage for the first time; once for all who ask. */
  load(): Promise<void>;
  /** Looks what another tab wrote. */
  reload(): Promise<SessionRecord>;
  /**
   * Changes the record, in the storage, here and in the other tabs. `change` sees what is in the storage now; if it
   * returns that very record, nothing is written.
   */
  update(change: (record: SessionRecord) => SessionRecord): Promise<SessionRecord>;
}

/** What a {@link RecordStore} needs. */
export interface RecordStoreOptions {
  /** Never throws. */
  readonly storage: SessionStorage;
  readonly tabs: Tabs;
  /** What is known of it is kept, too: otherwise every visit would begin with a rejection. */
  readonly clock: Clock;
  /** The key in the storage. */
  readonly key: string;
  /** The configuration that the record belongs to. */
  readonly fingerprint: string;
  /** Called whenever this tab learns of a change, its own included; before `update` resolves. */
  readonly onChange: (before: SessionRecord, after: SessionRecord) => void;
}

/** Makes the {@link RecordStore} of a session. */
export const createRecordStore = (options: RecordStoreOptions): RecordStore => {
  const { storage, tabs, clock, key, fingerprint, onChange } = options;
  let record = EMPTY;
  let written = '';
  let loading: Promise<void> | undefined;

  const adopt = (next: SessionRecord, text: string): SessionRecord => {
    // By their text, because a record that was read anew is another object.
    if (text === written) return record;
    const before = record;
    record = next;
    written = text;
    onChange(before, next);
    return next;
  };

  const read = async (): Promise<SessionRecord> => {
    const text = await storage.get(key);
    const known = text ? readRecord(text, fingerprint) : EMPTY;
    // Of another pool or client: nothing of it may stay.
    if (!known) await storage.remove(key);
    clock.offset ||= known?.clockOffset ?? 0;
    return adopt(known ?? EMPTY, known && text ? text : '');
  };

  const store: RecordStore = {
    get record() {
      return record;
    },
    load: () => (loading ??= read().then(() => {})),
    reload: read,
    update: (change) =>
      tabs.exclusively(`${key}.store`, async () => {
        const before = await read();
        const changed = change(before);
        if (changed === before) return before;
        const next = changed === EMPTY ? EMPTY : { ...changed, clockOffset: clock.offset || undefined };
        const text = next === EMPTY ? '' : writeRecord(next, fingerprint);
        await (text ? storage.set(key, text) : storage.remove(key));
        adopt(next, text);
        tabs.tell({ type: 'changed' });
        return next;
      }),
  };
  return store;
};
