import { unescapeJson } from './unescape-json.js';
import { POLICIES, type Verdict } from './verdicts.js';

/** A rejected call. Contains no secret: the message and the URL are redacted. */
export interface Rejection {
  /** The HTTP status; 0 for a network error that is assumed to be a 403 without CORS headers. */
  readonly status: number;
  readonly verdict: Verdict;
  /** The service's error type, such as `ExpiredTokenException`. */
  readonly code?: string;
  /** The service's message, redacted and shortened. */
  readonly message?: string;
  /** One sentence on the likely cause and what to do, such as what differs from what the server expected. */
  readonly explanation?: string;
  /** The access key id the call was signed with (not a secret). */
  readonly accessKeyId?: string;
  readonly method: string;
  readonly url: string;
}

/** How a verdict is recognised: by the message, or by the error type. */
interface Pattern {
  readonly message?: RegExp;
  readonly type?: RegExp;
  /** A mismatch: the clock is to blame if the measured skew is significant. */
  readonly mayBeSkew?: true;
}

/**
 * How each verdict is recognised. All messages are checked before the types, because one error type has many causes
 * ("AccessDeniedException" also comes with "security token … is invalid"). Within each kind,
 * the first match in the order of this table wins. Sources: API Gateway "Gateway response types", "Troubleshooting Signature
 * Version 4", S3 "Error responses", recorded responses.
 */
const PATTERNS: Readonly<Record<Verdict, readonly Pattern[]>> = {
  skewed: [
    { message: /signature expired|not yet current/i },
    { type: /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)/ },
  ],
  expired: [
    { message: /security token\b.{0,40}\b(expired|invalid)/i },
    { type: /^(ExpiredToken|TokenRefreshRequired|UnrecognizedClient|InvalidClientTokenId)/ },
  ],
  denied: [{ message: /not authorized to (perform|access)|explicit deny/i }, { type: /^Forbidden/ }],
  malformed: [
    { message: /does not match the signature|signature does not match/i, mayBeSkew: true },
    { message: /should be scoped to|missing equal-sign/i },
    { type: /^(InvalidSignature|SignatureDoesNotMatch)/, mayBeSkew: true },
    { type: /^(IncompleteSignature|MissingAuthenticationToken|AuthorizationHeaderMalformed)/ },
  ],
  // Recognised by their status.
  throttled: [],
  unknown: [],
};

const ROWS = (Object.keys(PATTERNS) as Verdict[]).flatMap((verdict) =>
  PATTERNS[verdict].map((pattern) => ({ verdict, ...pattern })),
);

/** How much of a body is read to find out why a call was rejected, in bytes. */
export const MAX_EVIDENCE = 8192;

/** What a verdict is based on. */
export interface Evidence {
  readonly status: number;
  /** The `x-amzn-errortype` header. */
  readonly errorType: string | null;
  /** The beginning of the body. */
  readonly text: string;
  /** The measured skew is 4 minutes or more. */
  readonly isSkewed: boolean;
  /** Whether a 401 without a reason counts like a 403 (token authorizers respond with a 401). */
  readonly unauthorizedIsRejection: boolean;
}

/** Whether a status can be a rejection. */
export const mayBeRejection = (status: number): boolean =>
  status === 403 || status === 401 || status === 400 || status === 429;

/** Types with several causes, which only the message distinguishes. */
const AMBIGUOUS_TYPE = /^(BadRequest|AccessDenied)/;

/**
 * Whether the body is needed for a verdict. The type of a rejection may be in a header, and a 429 needs no more. The body of an
 * application's own 400 is not read, because that may take long.
 */
export const needsBody = (status: number, errorType: string | null): boolean => {
  if (status === 429) return false;
  if (status !== 400 || !errorType) return true;
  const { code = '' } = readError(errorType, '');
  return (
    AMBIGUOUS_TYPE.test(code) ||
    ROWS.some(({ type, verdict }) => POLICIES[verdict].blames !== 'credentials' && type?.test(code))
  );
};

const firstMatch = (text: string, ...patterns: RegExp[]): string | undefined => {
  for (const pattern of patterns) {
    const match = pattern.exec(text)?.[1];
    if (match) return match;
  }
  return undefined;
};

/**
 * Reads the error type and message of an AWS response in JSON, XML or headers. Uses patterns, because the body may be truncated.
 */
export const readError = (errorType: string | null, text: string): { code?: string; message?: string } => {
  const code = (errorType || firstMatch(text, /"(?:__type|errorType|code)"\s*:\s*"([^"]+)/, /<Code>([^<]+)/))
    // "ExpiredTokenException:http://…" and "com.amazon.coral.service#ExpiredTokenException" are the same type.
    ?.split(':')[0]
    ?.split('#')
    .pop()
    ?.trim();
  const rawMessage = firstMatch(
    text,
    /"(?:message|Message|errorMessage)"\s*:\s*"((?:[^"\\]|\\.)*)/,
    /<Message>([^<]+)/,
  );
  const message = rawMessage && unescapeJson(rawMessage);
  return { ...(code && { code }), ...(message && { message }) };
};

/**
 * Returns the verdict on a response, or `undefined` for one that is not about authentication. Pure.
 */
export const judge = (evidence: Evidence): Pick<Rejection, 'verdict' | 'code' | 'message'> | undefined => {
  const { status } = evidence;
  if (!mayBeRejection(status)) return undefined;
  const error = readError(evidence.errorType, evidence.text);
  if (status === 429) return { verdict: 'throttled', ...error };
  const { code = '', message = '' } = error;
  const row =
    ROWS.find((pattern) => pattern.message?.test(message)) ?? ROWS.find((pattern) => pattern.type?.test(code));
  const verdict = row?.mayBeSkew && evidence.isSkewed ? 'skewed' : row?.verdict;
  // An unrecognised 400 is the application's own, and so is a 401 unless it may come from a token authorizer.
  const isUnknown = status === 403 || (status === 401 && evidence.unauthorizedIsRejection);
  return verdict || isUnknown ? { verdict: verdict ?? 'unknown', ...error } : undefined;
};
