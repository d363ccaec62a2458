/** What differs between services in how requests are signed. */
export interface ServiceRules {
  /** Whether dot segments and slashes collapse and the path is encoded twice in the canonical request. Not for the S3 family. */
  readonly normalizePath: boolean;
  /** Whether to send and sign `x-amz-content-sha256`. */
  readonly contentHashHeader: boolean;
  /** Whether `UNSIGNED-PAYLOAD` may, must not or must replace the body's hash. */
  readonly unsignedPayload: 'allowed' | 'refused' | 'required';
  /** Whether a presigned URL also signs the body. */
  readonly presignsBody: boolean;
  /** Whether the session token is signed, or added afterwards. */
  readonly sessionToken: 'signed' | 'appended';
}

// "Create a signed AWS API request" (IAM User Guide) for S3's exceptions; the operations with an unsigned body are those
// that botocore's service models mark `v4-unsigned-body`; "Signing requests" (VPC Lattice, OpenSearch Serverless, IoT).
const S3_FAMILY = /^s3(express|-object-lambda|-outposts)?$/;
const ACCEPTS_UNSIGNED = /^(lex|mediastore|kinesisvideo)$/;

/** Returns the rules of a service, by its signing name. */
export const getServiceRules = (service: string): ServiceRules => {
  const isS3 = S3_FAMILY.test(service);
  const isLattice = service === 'vpc-lattice-svcs';
  return {
    normalizePath: !isS3,
    contentHashHeader: isS3 || isLattice || service === 'aoss' || service === 'glacier',
    unsignedPayload: isLattice ? 'required' : isS3 || ACCEPTS_UNSIGNED.test(service) ? 'allowed' : 'refused',
    presignsBody: !isS3 && !isLattice,
    sessionToken: service === 'iotdevicegateway' ? 'appended' : 'signed',
  };
};

/** S3 Express zonal endpoints take CreateSession's token in a separate header. */
export const sessionTokenHeader = (service: string, host: string): string =>
  service === 's3express' && !/(^|\.)s3express-control/.test(host) ? 'x-amz-s3session-token' : 'x-amz-security-token';
