/** Counts sessions by storage; in a browser by page, because there all storage objects wrap the same stores. */
const countsByPlace = new WeakMap<object, Map<string, number>>();

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
  const counts = countsByPlace.get(place) ?? new Map<string, number>();
  countsByPlace.set(place, counts);
  const entryKey = (otherFingerprint: string): string => JSON.stringify([key, otherFingerprint]);
  const count = (change: number): void => {
    const newCount = (counts.get(entryKey(fingerprint)) ?? 0) + change;
    if (newCount > 0) counts.set(entryKey(fingerprint), newCount);
    else counts.delete(entryKey(fingerprint));
  };
  count(1);
  let isClosed = false;
  return {
    has: (otherFingerprint) => counts.has(entryKey(otherFingerprint)),
    close: () => {
      if (!isClosed) count(-1);
      isClosed = true;
    },
  };
};
