import type { SessionInternals } from '../../cognito/session/internals.js';
import type { FlowStore } from './flow-store.js';
import type { Turn } from './transition-types.js';
import type { FlowOutcome } from './place.js';

/** Work in progress. */
interface Running {
  /** Whether it may sign a user in through the session. */
  readonly signsIn: boolean;
  readonly controller: AbortController;
  /** Whether it waits for something outside the flow, so that the user may do something else. */
  isIdle: boolean;
  done: Promise<void>;
}

/** Runs the user's work, one piece at a time. */
export interface Runner {
  /** The work in progress. */
  readonly current: Running | undefined;
  /** Aborts the work in progress and ignores its outcome. */
  cancel(): void;
  /** Cancels the work in progress and runs other work. */
  run(work: (turn: Turn) => Promise<FlowOutcome>, signsIn?: boolean): Promise<void>;
}

/**
 * Creates a {@link Runner}.
 *
 * @param arrive Called with the outcome of work that was not cancelled.
 */
export const createRunner = (
  store: FlowStore,
  { beginSignIn }: Pick<SessionInternals, 'beginSignIn'>,
  arrive: (outcome: FlowOutcome) => void,
): Runner => {
  let running: Running | undefined;
  const cancel = (): void => {
    running?.controller.abort();
    running = undefined;
  };
  return {
    get current() {
      return running;
    },
    cancel,
    run: (work, signsIn = true) => {
      cancel();
      const own: Running = { signsIn, isIdle: false, controller: new AbortController(), done: Promise.resolve() };
      running = own;
      const setIdle = (isIdle: boolean): void => {
        if (running !== own) return;
        own.isIdle = isIdle;
        store.show({ busy: !isIdle });
      };
      const begun = beginSignIn();
      // Not all work awaits it, and a rejection must not be unhandled.
      begun.catch(() => {});
      const elsewhere: Turn['elsewhere'] = (pending) => {
        setIdle(true);
        return pending.finally(() => setIdle(false));
      };
      store.show({ busy: true, error: undefined, notice: undefined });
      own.done = work({ signal: own.controller.signal, begun, elsewhere }).then((outcome) => {
        if (running !== own) return;
        // Cleared first, so that arrive does not abort work that has finished: what it began may still use the signal.
        running = undefined;
        arrive(outcome);
      });
      return own.done;
    },
  };
};
