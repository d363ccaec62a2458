import { untilAborted } from '../../../core/abortable.js';
import type { Platform } from '../../../core/platform-types.js';
import type { StorageLock } from '../../storage/storage.js';

/**
 * A message to the other tabs. It contains only the type: no token, no secret, no name. The receivers read the storage
 * again.
 */
export interface TabMessage {
  /**
   * `changed`: the stored record changed. `released`: the app ended the wait for a sign-in, so waiting calls are
   * rejected.
   */
  readonly type: 'changed' | 'released';
}

/** The tabs, workers and sessions of one origin that share a storage. */
export interface Tabs {
  /**
   * Runs `work` while no other tab runs work of the same name. Other callers queue. `work` must not request the same
   * name again: it would wait for itself.
   *
   * @param signal Rejects the wait with the signal's reason. Work that has begun continues.
   */
  exclusively<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Sends a message to all other tabs. */
  broadcast(message: TabMessage): void;
  /** Calls `listener` for the messages of other tabs. @returns A function that unsubscribes. */
  listen(listener: (message: TabMessage) => void): () => void;
  /** Stops sending and receiving messages. Work continues. */
  close(): void;
}

/** How tabs coordinate. Pass `null` for both where sessions share nothing, as on a server. */
export interface TabsOptions {
  /** Web Locks. Default: the browser's. Without them (plain http), work is exclusive within this session only. */
  readonly locks?: Platform<'LockManager'> | null | undefined;
  /** Default: the platform's. Without it, no messages are sent or received. */
  readonly BroadcastChannel?: (new (name: string) => Platform<'BroadcastChannel'>) | null | undefined;
}

/**
 * Connects the tabs that use the same `name`. Opens the channel on first use, and does not keep a Node process alive.
 *
 * @param lock The lock of a storage that several machines share. Work also runs under this lock. A signal does not end
 * the wait for it.
 */
export const createTabs = (name: string, options: TabsOptions = {}, lock?: StorageLock): Tabs => {
  const { locks = globalThis.navigator?.locks, BroadcastChannel = globalThis.BroadcastChannel } = options;
  const queues = new Map<string, Promise<unknown>>();
  let channel: BroadcastChannel | null | undefined;

  const inTurn = <T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const previousTurn = queues.get(key) ?? Promise.resolve();
    const turn = untilAborted(previousTurn, signal).then(work);
    // A caller that gives up leaves the queue. Later callers still wait for the earlier ones.
    const queueEnd: Promise<unknown> = previousTurn
      .then(() => turn)
      .catch(() => {})
      .then(() => {
        if (queues.get(key) === queueEnd) queues.delete(key);
      });
    queues.set(key, queueEnd);
    return turn;
  };

  const getChannel = (): BroadcastChannel | null => {
    if (channel !== undefined) return channel;
    try {
      channel = BroadcastChannel ? new BroadcastChannel(name) : null;
    } catch {
      // Firefox throws where it blocks storage.
      channel = null;
    }
    (channel as { unref?(): void } | null)?.unref?.();
    return channel;
  };

  return {
    exclusively: async (lockName, task, signal) => {
      const key = `${name}.${lockName}`;
      const lockedTask = lock ? () => lock(key, task) : task;
      if (!locks) return inTurn(key, lockedTask, signal);
      let hasBegun = false;
      const begin = (): Promise<unknown> => {
        hasBegun = true;
        return lockedTask();
      };
      try {
        return (await locks.request(key, signal ? { signal } : {}, begin)) as Awaited<ReturnType<typeof lockedTask>>;
      } catch (error) {
        // The browser refuses locks in sandboxed frames. A caller whose signal aborted is rejected by `inTurn` as well.
        if (hasBegun) throw error;
        return inTurn(key, lockedTask, signal);
      }
    },
    broadcast: ({ type }) => getChannel()?.postMessage({ type }),
    listen: (listener) => {
      const openChannel = getChannel();
      const onMessage = ({ data }: MessageEvent): void => {
        if (typeof data?.type === 'string') listener({ type: data.type });
      };
      openChannel?.addEventListener('message', onMessage);
      return () => openChannel?.removeEventListener('message', onMessage);
    },
    close: () => {
      channel?.close();
      channel = null;
    },
  };
};
