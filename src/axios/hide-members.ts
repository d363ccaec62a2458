/** Hides members from loggers, even those that print non-enumerable ones; code can still read them by name. */
export const hideMembers = (owner: object, names: readonly PropertyKey[]): void => {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (!descriptor || !('value' in descriptor)) continue;
    let { value } = descriptor;
    Reflect.defineProperty(owner, name, {
      get: () => value,
      set: (next) => {
        value = next;
      },
      enumerable: false,
      configurable: true,
    });
  }
};
