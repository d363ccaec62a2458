/**
 * The storage of another library: `localStorage`, `sessionStorage`, the `CookieStorage` of Amplify or
 * amazon-cognito-identity-js, or any other storage that the app passed to the library. The methods may be asynchronous.
 */
export interface AdoptionSource {
  /** Returns the value of an entry; `null` or `undefined` if there is none. */
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Removes an entry. A missing entry is not an error. */
  removeItem(key: string): unknown;
}

/** Options of `adoptSession`. */
export interface AdoptSessionOptions {
  /** The same storage that the other library uses. */
  readonly from: AdoptionSource;
}
