import type { ArrivedRequest, SignatureRefusal, SigningRules } from '../../verifier/types.js';
import type { Caller } from '../keys.js';
import type { Random } from '../../random.js';

/** A refusal by the signature check, or by a step before or after it. */
export type Refusal =
  | SignatureRefusal
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

/**
 * Why a request is refused. A new reason needs a row in the table of each flavour, or a complaint if the signature check
 * finds it.
 */
export type Reason = Refusal['reason'];

/**
 * What the mock decided about a request: `'ok'` if it was accepted, else why it was refused. The library's `Verdict` is
 * another type: what a client concludes from a response.
 */
export type Verdict = 'ok' | Reason;

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
export interface RefusalContext {
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
  /** Returns the default of the option `baseUrl`. It must differ from every other flavour's, so that a mock can have them all. */
  defaultBaseUrl(region: string): string;
  /** Creates new id headers. `invoked` says whether the request reached the application. */
  ids(random: Random, invoked: boolean): Readonly<Record<string, string>>;
  answer(refusal: Refusal, context: RefusalContext): Answer;
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

/** A table with one row per reason: the value for that refusal. */
export type AnswerTable<A = Answer> = {
  readonly [R in Reason]: (refusal: Extract<Refusal, { reason: R }>, context: RefusalContext) => A;
};

type SignatureReason = SignatureRefusal['reason'];

const SIGNATURE_REASONS: Readonly<Record<SignatureReason, 0>> = {
  'missing-authentication': 0,
  'incomplete-signature': 0,
  'signature-expired': 0,
  'signature-not-yet-current': 0,
  'url-expired': 0,
  'unsigned-header': 0,
  'unsupported-algorithm': 0,
  'wrong-scope': 0,
  'unknown-key': 0,
  'payload-hash-missing': 0,
  'payload-hash-invalid': 0,
  'payload-mismatch': 0,
  'checksum-refused': 0,
  'signature-mismatch': 0,
  'invalid-token': 0,
  'expired-token': 0,
};

/** Makes the rows of all refusals by the signature check, which most services word alike. */
export const everySignatureRefusal = <A = Answer>(
  row: (refusal: Refusal, context: RefusalContext) => A,
): Readonly<Record<SignatureReason, typeof row>> =>
  Object.fromEntries(Object.keys(SIGNATURE_REASONS).map((reason) => [reason, row])) as Record<
    SignatureReason,
    typeof row
  >;

/** Looks a refusal up in a table. */
export const lookUp = <A>(table: AnswerTable<A>, refusal: Refusal, context: RefusalContext): A =>
  // TypeScript cannot see that the row and the refusal have the same reason.
  (table[refusal.reason] as (refusal: Refusal, context: RefusalContext) => A)(refusal, context);
