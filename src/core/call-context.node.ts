import { AsyncLocalStorage } from 'node:async_hooks';
import type { Owner } from './owner.js';

const storage = new AsyncLocalStorage<readonly Owner[]>();

/** Runs `work` so that everything it starts, however asynchronously, is known to belong to `owner`. */
export const runInside = <T>(owner: Owner, work: () => T): T =>
  storage.run([...(storage.getStore() ?? []), owner], work);

/** Whose work the running code belongs to, outermost first. */
export const runningInside = (): readonly Owner[] => storage.getStore() ?? [];
