/** A request as it arrived, not normalised. */
export interface ArrivedRequest {
  /** The method in upper case. */
  readonly method: string;
  /** Path and query as in the request line, such as `/a%20b?x=1`. */
  readonly target: string;
  /** The headers in the order of arrival, including `host` and repeated names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The bytes of the body. Empty without a body. */
  readonly body: Uint8Array;
}

/** The signing rules in which services differ. */
export interface SigningRules {
  /** Whether to remove dot segments and double slashes from the signed path. True except for S3. */
  readonly normalizePath: boolean;
  /** Whether to encode the path twice. True except for S3. */
  readonly doubleEncodePath: boolean;
  /**
   * Whether to refuse a request (not a presigned one) without `x-amz-content-sha256`, as S3 does; or only one with a
   * body, as CloudFront's origin access control and OpenSearch Serverless do.
   */
  readonly contentSha256Required: boolean | 'with-body';
  /** Whether to accept `UNSIGNED-PAYLOAD` as the hash of the body. */
  readonly unsignedPayload: boolean;
  /** Whether to accept chunked bodies, signed or not, as S3 does. Default: false. */
  readonly chunkedPayload?: boolean;
  /** Whether a presigned URL signs the body. True except for S3. */
  readonly presignsBody: boolean;
  /** Whether the session token of a presigned URL is added after signing, as for IoT. Default: false. */
  readonly tokenAppended?: boolean;
  /** Whether to verify `x-amz-checksum-*` in headers and trailers, as S3 does. Default: false. */
  readonly checksums?: boolean;
  /** Whether a presigned URL needs `X-Amz-Expires`, as for S3. Default: false. */
  readonly expiresRequired?: boolean;
  /** How far the signer's clock may be off, in milliseconds. API Gateway allows 5 minutes, S3 15. */
  readonly clockTolerance: number;
}

/** A key that the service knows. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The session token of temporary credentials. */
  readonly sessionToken?: string;
  /** Whether the key has expired. */
  readonly expired: boolean;
}

/** The service that a request was sent to. */
export interface SignedService<K extends SigningKey = SigningKey> {
  readonly service: string;
  readonly region: string;
  readonly rules: SigningRules;
  /** The server's clock, in milliseconds since 1970. */
  readonly now: number;
  /** Finds the key with an id, if there is one. */
  readonly findKey: (accessKeyId: string) => K | undefined;
}

/** What is malformed, for services that have other words for it: in the header, then in the query. */
export type SyntaxFlaw =
  | 'header-pair'
  | 'header-fields'
  | 'header-dateless'
  | 'credential'
  | 'date'
  | 'query-fields'
  | 'expires-text'
  | 'expires-negative'
  | 'expires-long';

/** Why a signature is refused, with the details that the service reports. */
export type SignatureRefusal =
  /** Not signed at all. */
  | { readonly reason: 'missing-authentication' }
  /** The Authorization header, or its counterpart in the query, is malformed. */
  | { readonly reason: 'incomplete-signature'; readonly message: string; readonly flaw: SyntaxFlaw }
  /** Signed too long ago, or by a slow clock. Times in milliseconds. */
  | ({ readonly reason: 'signature-expired' } & DateRefusal)
  /** Signed by a fast clock. */
  | ({ readonly reason: 'signature-not-yet-current' } & DateRefusal)
  /** A presigned URL that is older than its `X-Amz-Expires`, which is `tolerance`. */
  | ({ readonly reason: 'url-expired' } & DateRefusal)
  /** `host` or an `x-amz-*` header is not signed. */
  | { readonly reason: 'unsigned-header'; readonly headers: readonly string[] }
  | { readonly reason: 'unsupported-algorithm'; readonly algorithm: string }
  /** The day, region, service or terminator of the scope is wrong. */
  | {
      readonly reason: 'wrong-scope';
      readonly message: string;
      readonly region: string;
      readonly expectedRegion: string;
    }
  | { readonly reason: 'unknown-key'; readonly accessKeyId: string }
  /** S3: `x-amz-content-sha256` is missing. */
  | { readonly reason: 'payload-hash-missing' }
  /** S3: `x-amz-content-sha256` is not a hash. */
  | { readonly reason: 'payload-hash-invalid'; readonly claimed: string }
  /** S3: `x-amz-content-sha256` is not the hash of the body. */
  | { readonly reason: 'payload-mismatch'; readonly claimed: string; readonly actual: string }
  /** S3: a checksum, in a header or after the body, is malformed or not that of the body. */
  | {
      readonly reason: 'checksum-refused';
      readonly flaw:
        | 'mismatch'
        | 'invalid-header'
        | 'invalid-trailer'
        | 'malformed-trailer'
        | 'unsupported-trailer'
        | 'several'
        | 'header-and-trailer'
        | 'other-algorithm';
      /** Its name in headers, such as `crc32`. */
      readonly checksum?: string;
    }
  | ({ readonly reason: 'signature-mismatch' } & MismatchRefusal)
  /** The session token does not belong to the key, or is missing or superfluous. */
  | { readonly reason: 'invalid-token'; readonly token: string | undefined }
  | { readonly reason: 'expired-token'; readonly token: string | undefined };

/** What a service reports about a date that it refuses, in milliseconds. */
export interface DateRefusal {
  readonly signedAt: number;
  readonly serverTime: number;
  readonly tolerance: number;
}

/** What a service reports about a signature that does not match. */
export interface MismatchRefusal {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}
