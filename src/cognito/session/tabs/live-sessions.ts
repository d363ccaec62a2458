/** Where sessions of a page, or of a Node process, meet: a storage, or the page itself, whose stores wrap the same ones. */
const places = new WeakMap<object, Map<string, number>>();

/** The page: `webStorage(() => localStorage)` is a new object each time, and what is in it is not. */
const PAGE = {};

/** The sessions that use an entry of a storage now. */
export interface LiveSessions {
  /** Whether one of them has this configuration. */
  has(fingerprint: string): boolean;
  /** Says that a session is no longer used. */
  leave(): void;
}

/** Notes that a session with a configuration uses an entry of a storage. */
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
  let left = false;
  return {
    has: (of) => live.has(entry(of)),
    leave: () => {
      if (!left) count(-1);
      left = true;
    },
  };
};
