import type { SessionInternals } from '../../cognito/session/internals.js';
import type { FlowStore } from './flow-store.js';
import type { Turn } from './journey-types.js';
import type { Outcome } from './place.js';

/** What is under way. */
interface Running {
  /** Whether it may change who is signed in by the session's own means. */
  readonly signsIn: boolean;
  readonly controller: AbortController;
  /** Whether it waits for something elsewhere, and the user may do something else. */
  isIdle: boolean;
  done: Promise<void>;
}

/** Does what users ask for, one thing at a time. */
export interface Runner {
  /** What is under way. */
  readonly current: Running | undefined;
  /** Ends what is under way. What comes of it counts no more. */
  giveUp(): void;
  /** Does something in place of what is under way. */
  run(work: (turn: Turn) => Promise<Outcome>, signsIn?: boolean): Promise<void>;
}

/**
 * Makes a {@link Runner}.
 *
 * @param arrive Goes where something has led, unless it was given up meanwhile.
 */
export const createRunner = (
  store: FlowStore,
  { beginSignIn }: Pick<SessionInternals, 'beginSignIn'>,
  arrive: (outcome: Outcome) => void,
): Runner => {
  /** What comes of it counts only while it is the one under way. */
  let running: Running | undefined;
  const giveUp = (): void => {
    running?.controller.abort();
    running = undefined;
  };
  return {
    get current() {
      return running;
    },
    giveUp,
    run: (work, signsIn = true) => {
      giveUp();
      const own: Running = { signsIn, isIdle: false, controller: new AbortController(), done: Promise.resolve() };
      running = own;
      const rest = (isIdle: boolean): void => {
        if (running !== own) return;
        own.isIdle = isIdle;
        store.show({ busy: !isIdle });
      };
      const begun = beginSignIn();
      // Not everything asks for it.
      begun.catch(() => {});
      const elsewhere: Turn['elsewhere'] = (pending) => {
        rest(true);
        return pending.finally(() => rest(false));
      };
      store.show({ busy: true, error: undefined, notice: undefined });
      own.done = work({ signal: own.controller.signal, begun, elsewhere }).then((outcome) => {
        if (running !== own) return;
        // It has come to its end, and is not given up: what it has begun goes on.
        running = undefined;
        arrive(outcome);
      });
      return own.done;
    },
  };
};
