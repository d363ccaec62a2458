import type { ArrivedRequest, Refusal, SigningRules } from '../../verifier/types.js';
import type { Caller } from '../keys.js';
import type { Random } from '../../random.js';

/** A refusal of the API, of its signature check or of something before or after it. */
export type Rejection =
  | Refusal
  /** No policy lets the caller do it, or one denies it explicitly. */
  | { readonly reason: 'denied'; readonly caller: Caller; readonly explicit: boolean }
  /** An API that takes tokens got none, or none that is good. */
  | { readonly reason: 'unauthorized'; readonly token: 'missing' | 'invalid' | 'expired' }
  /** A firewall or a missing API key. */
  | { readonly reason: 'blocked' }
  /** Below the base URL's host, but not below its path. */
  | { readonly reason: 'unknown-stage' }
  /** No route for that method and path. */
  | { readonly reason: 'no-route' }
  | { readonly reason: 'throttled' }
  | { readonly reason: 'quota-exceeded' };

/** What became of a request: let in, or why not. */
export type Verdict = 'ok' | Rejection['reason'];

/** What an answer is made of, before the headers that all answers have. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** `x-amzn-errortype`; left out where the service sends none. */
  readonly errorType?: string;
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a rejection may tell about the request it answers. */
export interface RejectionContext {
  readonly request: ArrivedRequest;
  /** Below the base URL. */
  readonly path: string;
  readonly region: string;
  readonly service: string;
  readonly baseUrl: URL;
  /** The id headers of this answer; S3 repeats them in its body. */
  readonly ids: Readonly<Record<string, string>>;
}

/** How one kind of AWS endpoint behaves. */
export interface Flavour {
  /** The service that its requests are signed for. */
  readonly service: string;
  readonly rules: SigningRules;
  /** Whether it can have an authorizer that takes tokens instead of signatures. */
  readonly takesTokens?: true;
  /** Whether an unknown path is refused before the signature is looked at. */
  readonly routesFirst: boolean;
  /** Where it is when the app does not say. */
  defaultBaseUrl(region: string): string;
  /** Fresh id headers; `invoked` if the request reached the application. */
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

/** An answer in JSON. */
export const jsonAnswer = (status: number, errorType: string | undefined, body: object): Answer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
  ...(errorType === undefined ? {} : { errorType }),
});

/** Rows of data, one a reason, each the answer to that rejection. */
export type AnswerTable<A = Answer> = {
  readonly [R in Rejection['reason']]: (rejection: Extract<Rejection, { reason: R }>, context: RejectionContext) => A;
};

/** Looks a rejection up in a table. */
export const lookUp = <A>(table: AnswerTable<A>, rejection: Rejection, context: RejectionContext): A =>
  // The type cannot follow that row and rejection have the same reason.
  (table[rejection.reason] as (rejection: Rejection, context: RejectionContext) => A)(rejection, context);
