import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<readonly object[]>();

/** Runs `work` so that everything it starts, however asynchronously, is known to belong to `owner`. */
export const runInside = <T>(owner: object, work: () => T): T =>
  storage.run([...(storage.getStore() ?? []), owner], work);

/** Whose work the running code belongs to, outermost first. */
export const runningInside = (): readonly object[] => storage.getStore() ?? [];
