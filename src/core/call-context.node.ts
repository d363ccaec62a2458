import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<readonly object[]>();

/** Runs `work` so that everything it starts, however asynchronously, is known to belong to `owner`. */
export const runInside = <T>(owner: object, work: () => T): T =>
  storage.run([...(storage.getStore() ?? []), owner], work);

/** Whether the running code was started by `owner`'s work. */
export const isInside = (owner: object): boolean => storage.getStore()?.includes(owner) ?? false;
