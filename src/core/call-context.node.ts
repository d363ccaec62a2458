import { AsyncLocalStorage } from 'node:async_hooks';
import type { Owner } from './owner.js';

const storage = new AsyncLocalStorage<readonly Owner[]>();

/** Runs `work`, and attributes everything that it starts, synchronously or not, to `owner`. */
export const runInside = <T>(owner: Owner, work: () => T): T =>
  storage.run([...(storage.getStore() ?? []), owner], work);

/** Returns the work that the running code belongs to, outermost first. */
export const currentOwners = (): readonly Owner[] => storage.getStore() ?? [];
