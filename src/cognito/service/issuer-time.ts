import { type Clock, measureOffset, SIGNIFICANT_SKEW } from '../../core/clock.js';

/** When an answer of Cognito's or STS's came, by the raw clock, and its headers. */
interface Reading {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly headers: Headers;
}

/**
 * Corrects the clock where it is off by so much that services mind, or where it was corrected before and this answer
 * knows better, which is when the present offset is outside of what the round trip and a header in seconds leave open.
 *
 * Only for answers that are certainly the service's: a captive portal has a clock, too.
 */
export const readServerTime = (clock: Clock, { sentAt, receivedAt, headers }: Reading): void => {
  const date = headers.get('date');
  const measured = measureOffset({ sentAt, receivedAt, date, age: headers.get('age'), text: '' });
  if (measured === undefined) return;
  const uncertainty = (receivedAt - sentAt) / 2 + 1000;
  const wrongBy = Math.abs(measured - clock.offset);
  if (wrongBy >= SIGNIFICANT_SKEW || (clock.offset !== 0 && wrongBy > uncertainty)) clock.offset = measured;
  clock.readAt = receivedAt;
};
