import { withRetry } from '../../core/retry.js';
import { isOutage } from './outage.js';

/** The delays between retries, in milliseconds. */
const FIRST_PAUSE = 5_000;
const MAX_PAUSE = 300_000;

/** Retries `work` in the background until it succeeds, the server rejects it, or the page closes. */
export const retryInBackground = (work: () => Promise<void>): void => {
  withRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: FIRST_PAUSE,
    maxTimeout: MAX_PAUSE,
    shouldRetry: ({ error }) => isOutage(error),
    unref: true,
  }).catch(() => {});
};
