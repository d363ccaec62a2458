/** The interceptors of requests or of responses. */
interface Interceptors {
  // biome-ignore lint/suspicious/noExplicitAny: versions differ in the types of handlers
  use(...handlers: any[]): number;
  eject(id: number): void;
}

/**
 * What `interceptAxios` needs from an axios instance: the common part of the types of all versions, for `import` and for `require`, which do not
 * match each other.
 */
export interface AxiosLike {
  readonly defaults: { baseURL?: string };
  readonly interceptors: { readonly request: Interceptors; readonly response: Interceptors };
}
