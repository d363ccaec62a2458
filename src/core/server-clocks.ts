import { type Clock, isSignable, SIGNIFICANT_SKEW } from './clock.js';
import { setBounded } from './set-bounded.js';

/** How many origins' clocks are remembered. Limited, because anyone can create a function URL. */
const MAX_ORIGINS = 100;
/** Below this many milliseconds two readings of a clock are equal: `Date` is in seconds, and responses take time. */
const NOISE = 2000;

/** A server's clock, as a confirmed offset from the raw clock. */
interface ConfirmedOffset {
  readonly offset: number;
  /** By the raw clock. */
  readonly confirmedAt: number;
}

/** The clocks that requests are signed by, per origin. */
export interface ServerClocks {
  /** Returns the offset for signatures for an origin: its own, else the issuer's, else that of the last origin the app named. */
  offsetFor(origin: string): number;
  /** Returns the time for a signature for an origin, in milliseconds since the epoch. */
  timeFor(origin: string): number;
  /** Returns the hypothesis on an origin's offset, if there is one. It signs requests to that origin, and nothing else. */
  assumedOffsetFor(origin: string): number | undefined;
  /** Keeps an origin's time as a hypothesis, which the next request to it will test. */
  assume(origin: string, offset: number): void;
  /**
   * Remembers an offset: a request that was signed by it was not refused for its date.
   *
   * @param isNamedOrigin Whether the app named the origin: then it is also used for origins of which nothing else is known.
   * @returns The previous offset, if this one differs.
   */
  confirm(origin: string, offset: number, isNamedOrigin: boolean): number | undefined;
  /** Forgets an origin's clock: a request that was signed by it was rejected for its date. */
  forget(origin: string): void;
  /** Whether the issuer's time is known, which then decides about expiry. */
  knowsIssuer(): boolean;
}

/** Creates the {@link ServerClocks} that complement the issuer's clock. Unconfirmed offsets are never kept. */
export const createServerClocks = (clock: Clock): ServerClocks => {
  const originClocks = new Map<string, ConfirmedOffset>();
  const assumedOffsets = new Map<string, number>();
  let lastNamedClock: ConfirmedOffset | undefined;

  const knowsIssuer = (): boolean => clock.readAt !== undefined || clock.offset !== 0;
  /** Whether an offset is still valid: not if a later reading of the issuer's clock contradicts it. */
  const isValid = ({ offset, confirmedAt }: ConfirmedOffset): boolean =>
    clock.readAt === undefined || clock.readAt < confirmedAt || Math.abs(offset - clock.offset) < SIGNIFICANT_SKEW;
  /** Whether an offset results in a date that fits a signature. */
  const isSignableOffset = (offset: number): boolean => isSignable(clock.now() + offset);

  const offsetFor = (origin: string): number => {
    const originClock = originClocks.get(origin);
    if (originClock && isValid(originClock) && isSignableOffset(originClock.offset)) return originClock.offset;
    if (knowsIssuer()) return isSignableOffset(clock.offset) ? clock.offset : 0;
    return lastNamedClock && isSignableOffset(lastNamedClock.offset) ? lastNamedClock.offset : 0;
  };

  return {
    offsetFor,
    knowsIssuer,
    timeFor: (origin) => clock.now() + offsetFor(origin),
    assumedOffsetFor: (origin) => {
      const offset = assumedOffsets.get(origin);
      return offset !== undefined && isSignableOffset(offset) ? offset : undefined;
    },
    assume: (origin, offset) => {
      if (isSignableOffset(offset)) setBounded(assumedOffsets, origin, offset, MAX_ORIGINS);
    },
    confirm: (origin, offset, isNamedOrigin) => {
      const previous = offsetFor(origin);
      const confirmedOffset = { offset, confirmedAt: clock.now() };
      assumedOffsets.delete(origin);
      setBounded(originClocks, origin, confirmedOffset, MAX_ORIGINS);
      if (isNamedOrigin) lastNamedClock = confirmedOffset;
      return Math.abs(offset - previous) < NOISE ? undefined : previous;
    },
    forget: (origin) => {
      assumedOffsets.delete(origin);
      originClocks.delete(origin);
    },
  };
};
