import { auth, load } from './api.js';
import { aws } from './mock.js';
import { type Served, serve } from './serve.js';
import { type Entry, writeTimeline } from './timeline.js';

/** What the buttons have switched on. It outlives the page, as the server does: a user may look at another one and come back. */
const switches = { isAhead: false, deniesNext: false };

/** The demonstration as the buttons see it. */
export interface Demo {
  readonly by: Served['by'];
  /** What is switched on at the beginning. */
  readonly switches: Readonly<typeof switches>;
  /** Makes these GET requests at the same time. Gives a sentence on how they ended. */
  call(...paths: readonly [string, ...string[]]): Promise<string>;
  /** Expires all credentials that were issued so far. */
  expire(): void;
  /** Sets the server's clock ahead of this machine's by 20 minutes, or right. */
  skew(isAhead: boolean): void;
  /** Denies the next call, and only that one, or no longer does. */
  denyNext(isDenied: boolean): void;
  /** Hands the page's calls back to the network. */
  stop(): void;
}

/** Tells how a call ended: its status, or why there is none. */
const outcomeOf = async (path: string): Promise<string> => {
  try {
    return String((await load(path)).status);
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * Puts the mock in front of the API, and tells what happens to calls.
 *
 * @param base The path of the site, with a slash at both ends.
 */
export const startDemo = async (base: string, write: (entry: Entry) => void): Promise<Demo> => {
  const served = await serve(aws, base);
  const timeline = writeTimeline(auth, aws, write);
  const switched = (next: string): void => write({ time: new Date(), kind: 'Switched', next });
  return {
    by: served.by,
    switches: { ...switches },
    call: async (...paths) => {
      const allow = switches.deniesNext ? aws.deny(`GET ${paths[0]}`) : () => {};
      switches.deniesNext = false;
      const outcomes = await Promise.all(paths.map(outcomeOf));
      allow();
      timeline.settle();
      const what = paths.length === 1 ? `GET ${paths[0]}` : `${paths.length} calls`;
      return `${what}: your code got ${outcomes.join(', ')}.`;
    },
    expire: () => {
      aws.expireCredentials();
      switched('The server refuses all credentials issued so far as expired.');
    },
    skew: (isAhead) => {
      switches.isAhead = isAhead;
      aws.skewClock(isAhead ? '20m' : 0);
      switched(isAhead ? 'The server’s clock is 20 minutes ahead of yours.' : 'The server’s clock is right again.');
    },
    denyNext: (isDenied) => {
      switches.deniesNext = isDenied;
      switched(isDenied ? 'The server denies the next call.' : 'The server denies nothing.');
    },
    stop: () => {
      timeline.end();
      served.stop();
    },
  };
};
