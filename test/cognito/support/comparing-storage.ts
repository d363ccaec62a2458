import type { SessionStorage } from '../../../src/cognito/storage/storage.js';

/** A store with `compareAndSet`, as machines share it. Each of its operations can be made to fail. */
export const comparingStorage = () => {
  const values = new Map<string, string>();
  const broken = new Set<keyof SessionStorage>();
  const doing = (operation: keyof SessionStorage): void => {
    if (broken.has(operation)) throw new Error(`${operation} is broken`);
  };
  const storage: SessionStorage = {
    get: async (key) => {
      doing('get');
      return values.get(key);
    },
    set: async (key, value) => {
      doing('set');
      values.set(key, value);
    },
    remove: async (key) => {
      doing('remove');
      values.delete(key);
    },
    compareAndSet: async (key, expected, next) => {
      doing('compareAndSet');
      if ((values.get(key) ?? null) !== expected) return false;
      if (next === null) values.delete(key);
      else values.set(key, next);
      return true;
    },
  };
  return { storage, values, broken };
};
