import { runningInside } from '#call-context';
import { nextMoment, type Owner } from '../../../core/owner.js';

/** How many sign-outs are remembered: one that matters is younger than the re-authentication that it ends. */
const MOST = 20;

/** The sign-outs of this tab, and on whose behalf they were asked for. */
export interface Departures {
  /** Notes a sign-out that is asked for now. */
  note(): void;
  /**
   * Whether the user signed out after the re-authentication began in whose name the running code signs in: the user's wish
   * counts. (A sign-out that a re-authentication makes itself is a part of it.)
   */
  overruleThis(): boolean;
}

/** Makes the {@link Departures} of a session. Browsers know on whose behalf code runs only until its first `await`. */
export const createDepartures = (): Departures => {
  const departures: { readonly at: number; readonly owners: readonly Owner[] }[] = [];
  return {
    note: () => {
      departures.push({ at: nextMoment(), owners: runningInside() });
      if (departures.length > MOST) departures.shift();
    },
    overruleThis: () =>
      runningInside().some((owner) => departures.some(({ at, owners }) => at > owner.since && !owners.includes(owner))),
  };
};
