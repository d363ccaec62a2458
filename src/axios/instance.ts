/** The interceptors of requests or of responses. */
interface Interceptors {
  // biome-ignore lint/suspicious/noExplicitAny: they differ in the types of what they take
  use(...handlers: any[]): number;
  eject(id: number): void;
}

/**
 * What `interceptAxios` needs of an axios instance: what the typings of all versions have in common, and those for `import`
 * with those for `require`, which otherwise do not match.
 */
export interface AxiosLike {
  readonly defaults: { baseURL?: string };
  readonly interceptors: { readonly request: Interceptors; readonly response: Interceptors };
}
