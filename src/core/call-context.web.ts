import type { Owner } from './owner.js';

let owners: readonly Owner[] = [];

/**
 * Runs `work`, and attributes everything that it starts before its first `await` to `owner`: browsers have no asynchronous context (AsyncContext is a
 * TC39 proposal).
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

/** Returns the work that the running code belongs to, outermost first. */
export const currentOwners = (): readonly Owner[] => owners;
