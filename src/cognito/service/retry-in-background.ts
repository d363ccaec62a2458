import { withRetry } from '../../core/retry.js';
import { isOutage } from './outage.js';

/** The pauses between the tries of what could not be told, in milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/** Goes on in the background until the server has heard it, as long as the page lives. */
export const retryInBackground = (work: () => Promise<void>): void => {
  withRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: FIRST_PAUSE,
    maxTimeout: LONGEST_PAUSE,
    shouldRetry: ({ error }) => isOutage(error),
    unref: true,
  }).catch(() => {});
};
