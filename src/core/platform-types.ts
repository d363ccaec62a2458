/**
 * The instances of a global class, if the platform's typings have it: without the DOM library some are missing, and a declaration that names
 * them would not compile.
 */
export type Platform<Name extends string> =
  typeof globalThis extends Record<Name, { readonly prototype: infer Instance }> ? Instance : unknown;

/** `Uint8Array<ArrayBuffer>`, which TypeScript before 5.7 cannot express: bytes in a buffer that is not shared. */
export type Bytes = ReturnType<typeof Uint8Array.of>;
