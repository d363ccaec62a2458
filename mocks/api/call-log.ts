import type { Verdict } from './flavours/flavour.js';
import { parseRoute } from './routes.js';

/** A request that arrived, and what came of it. Holds no secret, token or signature. */
export interface MockCall {
  /** The name of the API. */
  readonly api: string;
  /** When it arrived, by the server's clock, in milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  /** As it arrived, below the API's base URL, still encoded. */
  readonly path: string;
  /** As it arrived, without the parameters of a presigned URL. */
  readonly query: string;
  /** Where the signature was: in a header, in a presigned URL, nowhere; or that there was a token instead. */
  readonly signed: 'header' | 'presigned' | 'token' | 'no';
  /** The key that the request claims to be signed with. */
  readonly accessKeyId?: string;
  /** Whose key it is, once the signature is verified. */
  readonly user?: string;
  /** The identity that the key was issued to, where that was by an identity pool. */
  readonly identityId?: string;
  /** The status of the answer. */
  readonly status: number;
  /** `'ok'` if the request was let in, else why it was refused. */
  readonly verdict: Verdict;
  /** What AWS says of such a refusal; of a signature that does not match with what should have been signed, tokens left out. */
  readonly detail?: string;
}

/** What arrived, in the order of arrival of the answers. */
export interface CallLog {
  add(call: MockCall): void;
  clear(): void;
  /** @throws TypeError for a route that cannot be read */
  calls(route?: string): MockCall[];
}

/** Remembers what arrived. */
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
