import type { ArrivedRequest, Refusal, SigningRules } from '../../verifier/types.js';
import type { Caller } from '../keys.js';
import type { Random } from '../../random.js';

/** A refusal by the signature check, or by a step before or after it. */
export type Rejection =
  | Refusal
  /** No policy allows the call, or one denies it explicitly. */
  | { readonly reason: 'denied'; readonly caller: Caller; readonly explicit: boolean }
  /** An API that accepts tokens got no token, or an invalid one. */
  | { readonly reason: 'unauthorized'; readonly token: 'missing' | 'invalid' | 'expired' }
  /** A firewall or a missing API key. */
  | { readonly reason: 'blocked' }
  /** The path is outside the base URL's path. */
  | { readonly reason: 'unknown-stage' }
  /** No route matches the method and path. */
  | { readonly reason: 'no-route' }
  | { readonly reason: 'throttled' }
  | { readonly reason: 'quota-exceeded' };

/** `'ok'` for an accepted request, else why it was refused. */
export type Verdict = 'ok' | Rejection['reason'];

/** A response without the headers that all responses have. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The value of `x-amzn-errortype`. Undefined if the service sends none. */
  readonly errorType?: string;
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a refusal may say about its request. */
export interface RejectionContext {
  readonly request: ArrivedRequest;
  /** The path relative to the base URL. */
  readonly path: string;
  readonly region: string;
  readonly service: string;
  readonly baseUrl: URL;
  /** The id headers of this response. S3 repeats them in the body. */
  readonly ids: Readonly<Record<string, string>>;
}

/** How a kind of AWS endpoint behaves. */
export interface Flavour {
  /** The service that its requests are signed for. */
  readonly service: string;
  readonly rules: SigningRules;
  /** Whether it can have an authorizer that accepts tokens instead of signatures. */
  readonly takesTokens?: true;
  /** Whether it refuses an unknown path before it verifies the signature. */
  readonly routesFirst: boolean;
  /** Returns the default of the option `baseUrl`. */
  defaultBaseUrl(region: string): string;
  /** Creates new id headers. `invoked` says whether the request reached the application. */
  ids(random: Random, invoked: boolean): Readonly<Record<string, string>>;
  answer(rejection: Rejection, context: RejectionContext): Answer;
}

/** The kinds of endpoint. */
export type FlavourName =
  | 'rest'
  | 'http'
  | 'function-url'
  | 'appsync'
  | 's3'
  | 'json'
  | 'query'
  | 'opensearch'
  | 'bedrock'
  | 'iot';

/** Creates a JSON response. */
export const jsonAnswer = (status: number, errorType: string | undefined, body: object): Answer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
  ...(errorType === undefined ? {} : { errorType }),
});

/** A table with one row per reason: the value for that rejection. */
export type AnswerTable<A = Answer> = {
  readonly [R in Rejection['reason']]: (rejection: Extract<Rejection, { reason: R }>, context: RejectionContext) => A;
};

/** Looks a rejection up in a table. */
export const lookUp = <A>(table: AnswerTable<A>, rejection: Rejection, context: RejectionContext): A =>
  // TypeScript cannot see that the row and the rejection have the same reason.
  (table[rejection.reason] as (rejection: Rejection, context: RejectionContext) => A)(rejection, context);
