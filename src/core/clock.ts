import type { OptionCheck } from './options.js';

/**
 * The clock of the credentials' issuer. Times are in milliseconds since the epoch.
 *
 * `offset` is measured from responses of Cognito and STS; expiry is judged by the sum.
 *
 * @example
 * const clock = { now: () => Date.now(), offset: serverTime - Date.now() };
 */
export interface Clock {
  /** Returns the machine's uncorrected time. */
  now(): number;
  /** Milliseconds to add to `now()` to get the issuer's time. A Cognito session corrects it. */
  offset: number;
  /** When the issuer's time was last read, by `now()`. Default: never. */
  readAt?: number;
}

/** Returns the machine's clock, uncorrected at first. */
export const systemClock = (): Clock => ({ now: () => Date.now(), offset: 0 });

/** Returns the issuer's time, as far as it is known. */
export const correctedNow = (clock: Clock): number => clock.now() + clock.offset;

/**
 * The smallest skew, in milliseconds, that can explain a mismatch and that corrects the clock if the server has not blamed it. Services
 * allow 5 minutes (API Gateway, AppSync) or 15; the AWS SDKs use 4.
 */
export const SIGNIFICANT_SKEW = 240_000;

/** The longest round trip, in milliseconds, whose midpoint is precise enough to compare a `Date` header with. */
const SLOW_ROUND_TRIP = 240_000;

/** Whether a time fits a signature: SigV4's `x-amz-date` has a four-digit year. */
export const isSignable = (time: number): boolean => time >= EARLIEST && time <= LATEST;

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/** What a response shows about the server's time. */
export interface ServerTimeEvidence {
  /** The raw time when the request was sent. */
  readonly sentAt: number;
  /** The raw time when the response arrived. */
  readonly receivedAt: number;
  /** The `Date` header. */
  readonly date: string | null;
  /** The `Age` header: a response with one came from a cache, so its `Date` is old. */
  readonly age: string | null;
  /** The beginning of the body. */
  readonly text: string;
  /** The offset believed so far. Default: none. */
  readonly offset?: number;
}

// "Signature expired: A is now earlier than B (C - 5 min.)" and "Signature not yet current: A is still later than B
// (C + 5 min.)": the third timestamp is the verifier's own clock.
const SKEW_MESSAGE = /\((\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z [-+] \d+ min/;
const S3_SERVER_TIME = /<ServerTime>([^<]+)<\/ServerTime>/;

/** Returns the server's time by the best evidence in the response; `undefined` if no evidence is reliable. */
const serverTime = ({ sentAt, receivedAt, date, age, text }: ServerTimeEvidence): number | undefined => {
  const skewMatch = SKEW_MESSAGE.exec(text);
  const serverDate = skewMatch
    ? skewMatch.slice(1, 4).join('-').concat('T', skewMatch.slice(4).join(':'), 'Z')
    : (S3_SERVER_TIME.exec(text)?.[1] ?? (age === null && receivedAt - sentAt <= SLOW_ROUND_TRIP ? date : null));
  const time = Date.parse(serverDate ?? '');
  return isSignable(time) ? time : undefined;
};

/**
 * Returns the offset between the server's clock and the raw one, in milliseconds, or `undefined` if the response does not contain it.
 *
 * The server's time is compared with the midpoint of the round trip by the raw clock, not the corrected one:
 * an offset measured against an already corrected clock would undo itself at the next measurement (amplify-js#12488).
 * The server may have told its time at any moment of the round trip, which lasts for hours if the machine sleeps meanwhile. So an
 * offset that fits one of these moments is not contradicted, and is kept.
 */
export const measureOffset = (evidence: ServerTimeEvidence): number | undefined => {
  const time = serverTime(evidence);
  if (time === undefined) return undefined;
  const { sentAt, receivedAt, offset = Number.NaN } = evidence;
  const isPossible = time - receivedAt <= offset && offset <= time - sentAt;
  return isPossible ? offset : Math.round(time - (sentAt + receivedAt) / 2);
};

/** The check of a clock. */
export const CLOCK: OptionCheck = [
  (clock: Clock) => typeof clock?.now === 'function' && Number.isFinite(clock.offset),
  '{ now(): number, offset: number }',
];
