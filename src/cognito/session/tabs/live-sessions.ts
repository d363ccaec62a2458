/** Counts sessions by storage; in a browser by page, because there all storage objects wrap the same stores. */
const places = new WeakMap<object, Map<string, number>>();

/** Stands for the page: each `webStorage(() => localStorage)` is a new object for the same store. */
const PAGE = {};

/** The open sessions that use an entry of a storage. */
export interface LiveSessions {
  /** Whether an open session has this configuration. */
  has(fingerprint: string): boolean;
  /** Removes this session. */
  close(): void;
}

/** Registers a session with a configuration as a user of a storage entry. */
export const joinLiveSessions = (
  storage: object,
  isBrowser: boolean,
  key: string,
  fingerprint: string,
): LiveSessions => {
  const place = isBrowser ? PAGE : storage;
  const live = places.get(place) ?? new Map<string, number>();
  places.set(place, live);
  const entry = (of: string): string => JSON.stringify([key, of]);
  const count = (by: number): void => {
    const now = (live.get(entry(fingerprint)) ?? 0) + by;
    if (now > 0) live.set(entry(fingerprint), now);
    else live.delete(entry(fingerprint));
  };
  count(1);
  let closed = false;
  return {
    has: (of) => live.has(entry(of)),
    close: () => {
      if (!closed) count(-1);
      closed = true;
    },
  };
};
