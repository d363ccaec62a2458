import type { Caller } from './credential-source.js';
import type { RedirectError } from './errors.js';
import type { Coverage } from './scope.js';
import type { HeaderMap, WireRequest } from './wire-request.js';

/**
 * The response to one send. An adapter creates one from each response of its client.
 *
 * @example
 * const toAnswer = (response: Response) => ({
 *   response, // for the adapter's user: the Answer is handed back unchanged
 *   status: response.status,
 *   header: (name: string) => response.headers.get(name),
 *   text: () => response.clone().text(),
 *   discard: () => response.body?.cancel(),
 * });
 */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** Returns a response header by its lower-case name, or `null`. */
  header(name: string): string | null;
  /**
   * Returns the body as text; its first 8 KB are enough. The caller must still be able to read all of it. Called at most once, and only
   * for a status that may be a rejection.
   */
  text(): Promise<string>;
  /** Releases the connection of a response that the caller will not see: a replay or a redirect replaces it. */
  discard(): unknown;
}

/** How an adapter sends a call through its client. */
export interface Transport<A extends Answer> {
  /**
   * Sends this request once and follows no redirect. Called again for a replay and for each redirect within the origin. Rejects as
   * the client does.
   *
   * @param request Its URL and body must be sent unchanged: they were signed.
   * @param headers The headers to send, the request's own and the signature. Send no others that are signed (`x-amz-*`,
   * `content-type`); `host` is left to the platform.
   */
  send(request: WireRequest, headers: HeaderMap): Promise<A>;
  /**
   * Sends a request without a signature, as the client would: after a redirect to another origin, and for the calls by which
   * credentials are obtained.
   */
  leave(request: WireRequest): Promise<A>;
  /**
   * Whether an error of `send` may hide a 403 (browsers show a response without CORS headers as a network error). Return `false` for
   * timeouts and aborts, and always on platforms without CORS.
   */
  mayHideAnswer(error: unknown): boolean;
  /** How many redirects to follow; 0 returns the first one to the caller. */
  readonly redirects: number;
  /** Converts our error for a redirect that cannot be followed to the client's own. Default: ours is thrown. */
  readonly redirectError?: (error: RedirectError) => unknown;
  /** Called before each redirect that is followed; returns the request to send next. Default: `next`. */
  onRedirect?(answer: A, next: WireRequest): WireRequest;
}

/** One call of a client, as its adapter hands it to `sendAuthenticated`. */
export interface Call<A extends Answer> extends Transport<A> {
  readonly request: WireRequest;
  /** Ends the call, but not a renewal that other calls wait for. */
  readonly signal?: AbortSignal | null | undefined;
  /** Who made the call: `source.caller()` at that moment, before anything is awaited. */
  readonly caller: Caller;
  /** How the request's URL came to be in scope. */
  readonly coverage: Coverage;
  /** Called when a wait for a sign-in begins (`true`) and ends (`false`): the call's own timeout should pause meanwhile. */
  readonly onSignInWait?: ((waiting: boolean) => void) | undefined;
}

/** The result of a call that got a response. */
export interface Outcome<A> {
  /** For the caller: the first response, or the replay's. */
  readonly answer: A;
  /** Why recovery failed, if the call was rejected: put it where the client keeps an error's cause. */
  readonly failure?: unknown;
}
