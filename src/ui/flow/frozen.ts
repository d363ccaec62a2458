/** Freezes plain data deeply. */
export const deepFreeze = <T>(data: T): T => {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return data;
  Object.values(data).forEach(deepFreeze);
  return Object.freeze(data);
};
