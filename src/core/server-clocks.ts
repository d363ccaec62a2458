import { type Clock, isSignable, SIGNIFICANT_SKEW } from './clock.js';

/** How many origins' clocks are remembered: anybody can put up a function URL. */
const MOST_ORIGINS = 100;
/** Below this, two readings of one clock are the same: `Date` is in seconds, and answers take their time. Milliseconds. */
const NOISE = 2000;

/** What a server's clock was found to be, as an offset to the raw clock. */
interface Confirmed {
  readonly offset: number;
  /** By the raw clock. */
  readonly at: number;
}

/** By which clock requests are signed, origin by origin. */
export interface ServerClocks {
  /** The offset for signatures to an origin: its own, else the issuer's, else that of the last origin the app named. */
  offsetFor(origin: string): number;
  /** The time for a signature to an origin, in milliseconds since the epoch. */
  timeFor(origin: string): number;
  /** The hypothesis on an origin's offset, if there is one. It signs requests to that origin, and nothing else. */
  supposedFor(origin: string): number | undefined;
  /** Takes what an origin said of the time for a hypothesis: the next request to it will show. */
  suppose(origin: string, offset: number): void;
  /**
   * Remembers an offset: a request that was signed by it was not refused for its date.
   *
   * @param named Whether the app named the origin: then it also holds where nothing else is known.
   * @returns The offset until now, where this one differs.
   */
  confirm(origin: string, offset: number, named: boolean): number | undefined;
  /** Forgets what was thought of an origin's clock: a request that was signed by it was refused for its date. */
  forget(origin: string): void;
  /** Whether the issuer has told its time, so that nobody else's counts for expiry. */
  issuerTold(): boolean;
}

/** Sets an entry, and forgets the oldest where there are too many. */
const remember = <T>(entries: Map<string, T>, origin: string, value: T): void => {
  entries.delete(origin);
  entries.set(origin, value);
  if (entries.size > MOST_ORIGINS) entries.delete(entries.keys().next().value!);
};

/** Makes the {@link ServerClocks} beside the issuer's clock. An offset that is not confirmed is never kept. */
export const createServerClocks = (clock: Clock): ServerClocks => {
  const origins = new Map<string, Confirmed>();
  const supposed = new Map<string, number>();
  let named: Confirmed | undefined;

  const issuerTold = (): boolean => clock.readAt !== undefined || clock.offset !== 0;
  /** What the issuer has told since, and contradicts, counts no more. */
  const stands = ({ offset, at }: Confirmed): boolean =>
    clock.readAt === undefined || clock.readAt < at || Math.abs(offset - clock.offset) < SIGNIFICANT_SKEW;
  /** An offset that would give a date that cannot be written is none, whoever told it. */
  const signable = (offset: number): boolean => isSignable(clock.now() + offset);

  const offsetFor = (origin: string): number => {
    const own = origins.get(origin);
    if (own && stands(own) && signable(own.offset)) return own.offset;
    if (issuerTold()) return signable(clock.offset) ? clock.offset : 0;
    return named && signable(named.offset) ? named.offset : 0;
  };

  return {
    offsetFor,
    issuerTold,
    timeFor: (origin) => clock.now() + offsetFor(origin),
    supposedFor: (origin) => {
      const offset = supposed.get(origin);
      return offset !== undefined && signable(offset) ? offset : undefined;
    },
    suppose: (origin, offset) => {
      if (signable(offset)) remember(supposed, origin, offset);
    },
    confirm: (origin, offset, isNamed) => {
      const previous = offsetFor(origin);
      const confirmed = { offset, at: clock.now() };
      supposed.delete(origin);
      remember(origins, origin, confirmed);
      if (isNamed) named = confirmed;
      return Math.abs(offset - previous) < NOISE ? undefined : previous;
    },
    forget: (origin) => {
      supposed.delete(origin);
      origins.delete(origin);
    },
  };
};
