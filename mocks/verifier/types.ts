/** A request as it arrived, before anything has normalised it. */
export interface ArrivedRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as they stood in the request line, such as `/a%20b?x=1`. */
  readonly target: string;
  /** In the order of arrival, repeated names repeated; `host` is among them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Empty where there is none. */
  readonly body: Uint8Array;
}

/** How a service wants its requests signed, where services differ. */
export interface SigningRules {
  /** Collapse dot segments and double slashes before the path is signed. Everywhere but S3. */
  readonly normalizePath: boolean;
  /** Encode the path twice. Everywhere but S3. */
  readonly doubleEncodePath: boolean;
  /**
   * Refuse a request (not a presigned one) without `x-amz-content-sha256`, as S3 does; or one with a body, as CloudFront's
   * origin access control and OpenSearch Serverless do.
   */
  readonly contentSha256Required: boolean | 'with-body';
  /** Take `UNSIGNED-PAYLOAD` for the hash of the body. */
  readonly unsignedPayload: boolean;
  /** Take bodies in chunks, signed or not, as S3 does. Default: false. */
  readonly chunkedPayload?: boolean;
  /** A presigned URL's body is part of what is signed. Everywhere but S3. */
  readonly presignsBody: boolean;
  /** The session token of a presigned URL is added after signing, as IoT wants it. Default: it is signed. */
  readonly tokenAppended?: boolean;
  /** How far the signer's clock may be off, in milliseconds. API Gateway takes 5 minutes, S3 15. */
  readonly clockTolerance: number;
}

/** A key that the service knows. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
  /** The service takes it no more. */
  readonly expired: boolean;
}

/** The service that a request was sent to. */
export interface SignedService<K extends SigningKey = SigningKey> {
  readonly service: string;
  readonly region: string;
  readonly rules: SigningRules;
  /** The server's clock, in milliseconds since 1970. */
  readonly now: number;
  /** The key of that id, if there is one. */
  readonly findKey: (accessKeyId: string) => K | undefined;
}

/** Why a signature is refused, with what the service tells about it. */
export type Refusal =
  /** Not signed at all. */
  | { readonly reason: 'missing-authentication' }
  /** The Authorization header, or its counterpart in the query, is malformed. */
  | { readonly reason: 'incomplete-signature'; readonly message: string }
  /** Signed too long ago, or by a clock that is slow. Times in milliseconds. */
  | ({ readonly reason: 'signature-expired' } & DateRefusal)
  /** Signed by a clock that is fast. */
  | ({ readonly reason: 'signature-not-yet-current' } & DateRefusal)
  /** A presigned URL whose `X-Amz-Expires` is over; `tolerance` is that span. */
  | ({ readonly reason: 'url-expired' } & DateRefusal)
  /** `host`, or an `x-amz-*` header, arrived unsigned. */
  | { readonly reason: 'unsigned-header'; readonly headers: readonly string[] }
  | { readonly reason: 'unsupported-algorithm'; readonly algorithm: string }
  /** Another day, region, service or terminator than the request's. */
  | {
      readonly reason: 'wrong-scope';
      readonly message: string;
      readonly region: string;
      readonly expectedRegion: string;
    }
  | { readonly reason: 'unknown-key'; readonly accessKeyId: string }
  /** S3: `x-amz-content-sha256` is missing. */
  | { readonly reason: 'payload-hash-missing' }
  /** S3: `x-amz-content-sha256` is no hash. */
  | { readonly reason: 'payload-hash-invalid'; readonly claimed: string }
  /** S3: `x-amz-content-sha256` is not the hash of the body. */
  | { readonly reason: 'payload-mismatch'; readonly claimed: string; readonly actual: string }
  | ({ readonly reason: 'signature-mismatch' } & MismatchRefusal)
  /** The session token is not that of the key, or one of the two has none. */
  | { readonly reason: 'invalid-token'; readonly token: string | undefined }
  | { readonly reason: 'expired-token'; readonly token: string | undefined };

/** What a service tells about a date that it refuses. Milliseconds. */
export interface DateRefusal {
  readonly signedAt: number;
  readonly serverTime: number;
  readonly tolerance: number;
}

/** What a service tells about a signature that does not match. */
export interface MismatchRefusal {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}
