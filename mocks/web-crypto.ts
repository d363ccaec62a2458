/**
 * Returns the platform's WebCrypto, or Node's if a simulated browser such as jsdom hides it.
 *
 * @throws TypeError in a page without WebCrypto
 */
export const subtle = (): SubtleCrypto => {
  const found = globalThis.crypto?.subtle ?? globalThis.process?.getBuiltinModule?.('node:crypto')?.webcrypto.subtle;
  if (found) return found as SubtleCrypto;
  throw new TypeError(
    'The mock signs tokens with WebCrypto, which this page lacks. Open it over https or from localhost.',
  );
};
