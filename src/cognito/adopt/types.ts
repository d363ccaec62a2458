/**
 * Where another library keeps its session: `localStorage`, `sessionStorage`, Amplify's or amazon-cognito-identity-js's own
 * `CookieStorage`, or whatever was given to it as its storage. The methods may be asynchronous.
 */
export interface AdoptionSource {
  /** The text of an entry; `null` or `undefined` where there is none. */
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Removes an entry; one that is not there is no error. */
  removeItem(key: string): unknown;
}

/** Options of `adoptSession`. */
export interface AdoptSessionOptions {
  /** The very storage that the other library uses. */
  readonly from: AdoptionSource;
}
