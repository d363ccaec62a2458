import { untilAborted } from '../../../core/abortable.js';
import type { Platform } from '../../../core/platform-types.js';
import type { StorageLock } from '../../storage/storage.js';

/**
 * What a tab tells the others. There is no more in it than the type: no token, no secret, no name. Who hears it reads the
 * storage again.
 */
export interface TabMessage {
  /** `changed`: what is stored; `released`: nobody will sign in, calls that wait for it fail. */
  readonly type: 'changed' | 'released';
}

/** The tabs, workers and sessions of one origin that share a storage. */
export interface Tabs {
  /**
   * Does `work` while no other tab does work of the same name; who comes meanwhile waits in turn. Within the work, the same
   * name must not be asked for again: it would wait for itself.
   *
   * @param signal Ends the wait with the signal's reason; work that has begun goes on.
   */
  exclusively<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Tells all others, but not this one. */
  tell(message: TabMessage): void;
  /** Calls `listener` for what the others tell; returns the function that ends it. */
  listen(listener: (message: TabMessage) => void): () => void;
  /** Hears and tells nothing more. Work goes on. */
  close(): void;
}

/** How tabs reach each other. `null` for neither: each session is on its own, as on a server, where none are shared. */
export interface TabsOptions {
  /** Web Locks. Default: the browser's; without them (plain http) work takes turns within this object only. */
  readonly locks?: Platform<'LockManager'> | null | undefined;
  /** Default: the platform's; without it nothing is told and nothing heard. */
  readonly BroadcastChannel?: (new (name: string) => Platform<'BroadcastChannel'>) | null | undefined;
}

/**
 * Connects the tabs that use the same `name`.
 *
 * Opens nothing before it is used, and keeps no Node process alive.
 *
 * @param lock Work is done under it, too: that of a storage which machines share. A signal does not end the wait for it.
 */
export const createTabs = (name: string, options: TabsOptions = {}, lock?: StorageLock): Tabs => {
  const { locks = globalThis.navigator?.locks, BroadcastChannel = globalThis.BroadcastChannel } = options;
  const queues = new Map<string, Promise<unknown>>();
  let channel: BroadcastChannel | null | undefined;

  const inTurn = <T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const before = queues.get(key) ?? Promise.resolve();
    const turn = untilAborted(before, signal).then(work);
    // One that gives up leaves the line, those behind it do not overtake who is before it.
    const ended: Promise<unknown> = before
      .then(() => turn)
      .catch(() => {})
      .then(() => {
        if (queues.get(key) === ended) queues.delete(key);
      });
    queues.set(key, ended);
    return turn;
  };

  const connected = (): BroadcastChannel | null => {
    if (channel !== undefined) return channel;
    try {
      channel = BroadcastChannel ? new BroadcastChannel(name) : null;
    } catch {
      // Firefox refuses it where it blocks storage.
      channel = null;
    }
    (channel as { unref?(): void } | null)?.unref?.();
    return channel;
  };

  return {
    exclusively: async (task, given, signal) => {
      const key = `${name}.${task}`;
      const work = lock ? () => lock(key, given) : given;
      if (!locks) return inTurn(key, work, signal);
      let begun = false;
      const begin = (): Promise<unknown> => {
        begun = true;
        return work();
      };
      try {
        return (await locks.request(key, signal ? { signal } : {}, begin)) as Awaited<ReturnType<typeof work>>;
      } catch (error) {
        // Locks are refused in sandboxed frames; who gave up does so here too.
        if (begun) throw error;
        return inTurn(key, work, signal);
      }
    },
    tell: ({ type }) => connected()?.postMessage({ type }),
    listen: (listener) => {
      const open = connected();
      const hear = ({ data }: MessageEvent): void => {
        if (typeof data?.type === 'string') listener({ type: data.type });
      };
      open?.addEventListener('message', hear);
      return () => open?.removeEventListener('message', hear);
    },
    close: () => {
      channel?.close();
      channel = null;
    },
  };
};
