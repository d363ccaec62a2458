import type { Verdict } from './flavours/flavour.js';
import { parseRoute } from './routes.js';

/** A request that arrived, and its outcome. Holds no secret, token or signature. */
export interface MockCall {
  /** The name of the API. */
  readonly api: string;
  /** When it arrived, by the server's clock, in milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  /** The path as it arrived, relative to the API's base URL, still encoded. */
  readonly path: string;
  /** The query as it arrived, without the parameters of a presigned URL. */
  readonly query: string;
  /** Where the signature was: in a header, in a presigned URL, or nowhere; `'token'` if there was a token instead. */
  readonly signed: 'header' | 'presigned' | 'token' | 'no';
  /** The key that the request claims to be signed with. */
  readonly accessKeyId?: string;
  /** The user who owns the key. Only if the signature is valid. */
  readonly user?: string;
  /** The identity that the key was issued to. Only for keys of an identity pool. */
  readonly identityId?: string;
  /** The status of the response. */
  readonly status: number;
  /** `'ok'` if the request was accepted, else why it was refused. */
  readonly verdict: Verdict;
  /**
   * AWS's message for such a refusal. For a signature that does not
   * match, it includes the expected canonical request, without tokens.
   */
  readonly detail?: string;
}

/** The requests that arrived, in the order of their responses. */
export interface CallLog {
  add(call: MockCall): void;
  clear(): void;
  /** @throws TypeError for an invalid route */
  calls(route?: string): MockCall[];
}

/** Creates an empty {@link CallLog}. */
export const createCallLog = (): CallLog => {
  let log: MockCall[] = [];
  return {
    add: (call) => void log.push(call),
    clear: () => {
      log = [];
    },
    calls: (route) => {
      if (route === undefined) return [...log];
      const { match } = parseRoute(route, 'calls(route)');
      return log.filter(({ method, path }) => match(method, path) !== undefined);
    },
  };
};
