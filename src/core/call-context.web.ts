const owners: object[] = [];

/**
 * Runs `work` so that what it starts is known to belong to `owner`: here only what it starts before its first `await`,
 * because browsers have no asynchronous context (AsyncContext is a TC39 proposal).
 */
export const runInside = <T>(owner: object, work: () => T): T => {
  owners.push(owner);
  try {
    return work();
  } finally {
    owners.pop();
  }
};

/** Whether the running code was started by `owner`'s work. */
export const isInside = (owner: object): boolean => owners.includes(owner);
