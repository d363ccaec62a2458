/** Counts sessions by storage; in a browser by page, because there all storage objects wrap the same stores. */
const places = new WeakMap<object, Map<string, number>>();

/** Stands for the page: each `webStorage(() => localStorage)` is a new object for the same store. */
const PAGE = {};

/** The open sessions that use an entry of a storage. */
export interface OpenSessions {
  /** Whether an open session has this configuration. */
  has(fingerprint: string): boolean;
  /** Removes this session. */
  close(): void;
}

/** Registers a session with a configuration as a user of a storage entry. */
export const registerOpenSession = (
  storage: object,
  isBrowser: boolean,
  key: string,
  fingerprint: string,
): OpenSessions => {
  const place = isBrowser ? PAGE : storage;
  const counts = places.get(place) ?? new Map<string, number>();
  places.set(place, counts);
  const entry = (of: string): string => JSON.stringify([key, of]);
  const count = (by: number): void => {
    const now = (counts.get(entry(fingerprint)) ?? 0) + by;
    if (now > 0) counts.set(entry(fingerprint), now);
    else counts.delete(entry(fingerprint));
  };
  count(1);
  let closed = false;
  return {
    has: (of) => counts.has(entry(of)),
    close: () => {
      if (!closed) count(-1);
      closed = true;
    },
  };
};
