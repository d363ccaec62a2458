import type { MockCall } from '../api/call-log.js';
import { isPreflight } from '../api/cors.js';
import type { Watcher } from '../api/watch.js';
import type { MockOperation } from '../cognito/operation-log.js';
import type { ApiSettings } from '../options.js';
import type { ArrivedRequest } from '../verifier/types.js';
import type { Entry } from './state.js';

/** A request, with what its detail is made of. */
export interface JournalRecord {
  readonly id: number;
  /** Counts all changes of the journal. */
  version: number;
  entry: Entry;
  arrived?: ArrivedRequest;
  /** Whether the body was too large to keep. */
  isBodyLost?: boolean;
  settings?: ApiSettings;
  call?: MockCall;
  operation?: MockOperation;
  error?: unknown;
  delayed: number;
}

/** The requests that arrived, as the control page shows them. */
export interface Journal extends Watcher {
  readonly version: number;
  /** The version at which it was last cleared. */
  readonly clearedAt: number;
  /** Returns the entries that changed after a version, oldest first. */
  since(version: number): Entry[];
  find(id: number): JournalRecord | undefined;
  clear(): void;
}

/** What a journal needs. */
export interface JournalWorld {
  /** The server's clock, in milliseconds since 1970. */
  now(): number;
  /** Called after each change. */
  changed(): void;
  /** Called for an exception of a route function or a trigger. */
  failed(entry: Entry, error: unknown): void;
}

/** How many requests are kept, and how large the bodies may be that are kept with them. */
export const MAX_ENTRIES = 2_000;
const MAX_BODY = 16 * 1024;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Returns the user that a request to Cognito names. */
const namedUser = ({ body }: ArrivedRequest): string | undefined => {
  try {
    const input = JSON.parse(new TextDecoder().decode(body)) as Record<string, Record<string, unknown> | undefined>;
    const name = input.Username ?? input.AuthParameters?.USERNAME ?? input.ChallengeResponses?.USERNAME;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
};

/** Creates an empty {@link Journal}. */
export const createJournal = (world: JournalWorld): Journal => {
  const records = new Map<number, JournalRecord>();
  const told = new WeakSet<object>();
  let [lastId, version, clearedAt] = [0, 0, 0];

  const change = (record: JournalRecord, entry: Partial<Entry>): void => {
    version += 1;
    Object.assign(record, { entry: { ...record.entry, ...entry }, version });
    world.changed();
  };
  const add = (entry: Omit<Entry, 'id'>): JournalRecord => {
    lastId += 1;
    version += 1;
    const record: JournalRecord = { id: lastId, version, entry: { id: lastId, ...entry }, delayed: 0 };
    records.set(lastId, record);
    for (const id of records.keys()) {
      if (records.size <= MAX_ENTRIES) break;
      records.delete(id);
    }
    world.changed();
    return record;
  };
  const fail = (record: JournalRecord, error: unknown, took: number): void => {
    if (typeof error === 'object' && error !== null) told.add(error);
    record.error = error;
    const message = firstLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    change(record, { status: 500, verdict: 'exception', message, took });
    world.failed(record.entry, error);
  };

  return {
    get version() {
      return version;
    },
    get clearedAt() {
      return clearedAt;
    },
    arrived: (api, request, wire) => {
      if (isPreflight(request)) return undefined;
      const started = performance.now();
      const took = (): number => Math.round((performance.now() - started) * 10) / 10;
      const { pathname } = new URL(request.url);
      const record = add({
        kind: 'page',
        api,
        time: world.now(),
        method: request.method,
        path: pathname,
        query: '',
        verdict: 'waiting',
      });
      return {
        call: (call, arrived, settings) => {
          const isBodyLost = arrived.body.length > MAX_BODY;
          const kept = isBodyLost ? { ...arrived, body: new Uint8Array() } : arrived;
          Object.assign(record, { call, settings, arrived: kept, isBodyLost });
          const { path, query, status, verdict, user, detail } = call;
          change(record, {
            kind: 'call',
            path,
            query,
            status,
            verdict,
            ...(user !== undefined && { user }),
            ...(detail !== undefined && { message: firstLine(detail) }),
          });
        },
        operation: (operation) => {
          record.operation = operation;
          const { operation: path, status, code } = operation;
          const user = wire && namedUser(wire);
          // A trigger that threw is an exception, although the client gets a refusal.
          const refused = record.error === undefined ? code : 'exception';
          const verdict = refused ?? (status < 400 ? 'ok' : String(status));
          change(record, { kind: 'operation', path, status, verdict, ...(user !== undefined && { user }) });
        },
        delayed: (by) => {
          record.delayed = by;
        },
        offline: () => change(record, { verdict: 'offline', took: took() }),
        answered: (status) => {
          const isPlain = !record.call && !record.operation && record.entry.verdict !== 'offline';
          const verdict = record.error === undefined ? (status < 400 ? 'ok' : String(status)) : 'exception';
          change(record, { took: took(), ...(isPlain && { status, verdict }) });
        },
        failed: (error) => fail(record, error, took()),
      };
    },
    failed: (api, error, method, target) => {
      if (typeof error === 'object' && error !== null && told.has(error)) return;
      const path = target.split('?', 1)[0] ?? '';
      fail(add({ kind: 'page', api, time: world.now(), method, path, query: '', verdict: 'waiting' }), error, 0);
    },
    since: (after) => [...records.values()].filter((record) => record.version > after).map(({ entry }) => entry),
    find: (id) => records.get(id),
    clear: () => {
      records.clear();
      version += 1;
      clearedAt = version;
      world.changed();
    },
  };
};
