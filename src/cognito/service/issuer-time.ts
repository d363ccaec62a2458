import { type Clock, measureOffset, SIGNIFICANT_SKEW } from '../../core/clock.js';

/** The times of a response of Cognito's or STS's by the uncorrected clock, and its headers. */
interface Reading {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly headers: Headers;
}

/**
 * Corrects the clock by a response's `Date` if it is off by enough for services to reject calls. Also adjusts an
 * earlier correction that differs by more than the uncertainty of this response: half the round trip, plus the header's
 * resolution of a second.
 *
 * Pass only responses that are certainly the service's: a captive portal sends a `Date` as well.
 */
export const readServerTime = (clock: Clock, { sentAt, receivedAt, headers }: Reading): void => {
  const date = headers.get('date');
  const measuredOffset = measureOffset({ sentAt, receivedAt, date, age: headers.get('age'), text: '' });
  if (measuredOffset === undefined) return;
  const uncertainty = (receivedAt - sentAt) / 2 + 1000;
  const clockError = Math.abs(measuredOffset - clock.offset);
  if (clockError >= SIGNIFICANT_SKEW || (clock.offset !== 0 && clockError > uncertainty)) clock.offset = measuredOffset;
  clock.readAt = receivedAt;
};
