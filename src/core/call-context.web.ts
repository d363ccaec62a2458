import type { Owner } from './owner.js';
let owners: readonly Owner[] = [];

/**
 * Runs `work` so that what it starts is known to belong to `owner`: here only what it starts before its first `await`,
 * because browsers have no asynchronous context (AsyncContext is a TC39 proposal).
 */
export const runInside = <T>(owner: Owner, work: () => T): T => {
  const outer = owners;
  owners = [...outer, owner];
  try {
    return work();
  } finally {
    owners = outer;
  }
};

/** Whose work the running code belongs to, outermost first. */
export const runningInside = (): readonly Owner[] => owners;
