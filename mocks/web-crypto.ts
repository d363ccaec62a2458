/**
 * WebCrypto: the platform's, or Node's own where a simulated browser such as jsdom hides it.
 *
 * @throws TypeError in a page that has none
 */
export const subtle = (): SubtleCrypto => {
  const found = globalThis.crypto?.subtle ?? globalThis.process?.getBuiltinModule?.('node:crypto')?.webcrypto.subtle;
  if (found) return found as SubtleCrypto;
  throw new TypeError('The mock signs tokens by WebCrypto: open the page by https, or from localhost, which have it.');
};
