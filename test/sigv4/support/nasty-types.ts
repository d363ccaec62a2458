import type { NastyBody } from './nasty-body.js';
import type { Pairs } from './nasty-headers.js';
import type { NastyUrl } from './nasty-url.js';

/** The codes that the "Limits" of src/README.md give for requests. */
export type RefusalCode =
  | 'malformed-url'
  | 'malformed-header'
  | 'foreign-authorization'
  | 'already-signed'
  | 'unsupported-body'
  | 'unsigned-payload-refused';

/** A request that signers are known to get wrong, with all that must hold for the result. */
export interface Nasty {
  readonly method: string;
  readonly at: NastyUrl;
  readonly headers: Pairs;
  readonly body: NastyBody;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly region: string;
  readonly service: string;
  readonly mode: 'header' | 'query';
  readonly payload: 'signed' | 'unsigned';
  readonly signingDate: Date;
  readonly expiresIn: number;
  /** Set where the request must be refused: what is wrong with it, and the code. */
  readonly refusal?: { readonly why: string; readonly code: RefusalCode };
}
