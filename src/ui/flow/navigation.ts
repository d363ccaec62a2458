import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import type { Words } from '../texts/texts.js';
import type { TextKey } from '../texts/types.js';
import { reword, toFlowError } from './errors.js';
import { createFlowStore, type FlowStore } from './flow-store.js';
import type { Turn } from './transition-types.js';
import type { UsernameKind } from './options.js';
import { LOADING, type FlowOutcome, type Place, placeBefore } from './place.js';
import type { RememberedStep } from './remembered-step.js';
import { createRunner } from './runner.js';
import { placeBySession } from './session-view.js';
import type { FlowNotice, FlowStep } from './types.js';

/** What {@link createNavigation} needs. */
export interface NavigationOptions {
  readonly session: CognitoSession;
  readonly internals: SessionInternals;
  readonly usernameKind: () => UsernameKind;
  readonly remembered: RememberedStep;
  /** The current words. */
  readonly words: () => Words;
  readonly stepAt: (place: Place) => FlowStep;
}

/** Where a flow is, and how it gets to the next place. */
export interface Navigation {
  readonly store: FlowStore;
  readonly place: Place;
  /** The work in progress. */
  readonly running: Promise<void> | undefined;
  /** Goes to the place of an outcome, unless the session's state requires another place. */
  arrive(outcome: FlowOutcome): void;
  /**
   * Runs work and goes to the place of its outcome, unless the flow has moved in the meantime.
   *
   * @param signsIn Whether the work may sign a user in through the session. Default: true.
   */
  run(work: (turn: Turn) => Promise<FlowOutcome>, signsIn?: boolean): Promise<void>;
  /** Renders the step, the notice and the error again, in the current words. */
  reword(): void;
  /** Cancels the work in progress and goes back. */
  back(): void;
  /** Cancels the work in progress and stops listening to the session. */
  close(): void;
}

/** Returns a notice in the current words. */
const notify = (words: Words, key: TextKey): FlowNotice => Object.freeze({ key, message: words.text(key) });

/** Creates a {@link Navigation} that begins at `loading`. */
export const createNavigation = ({
  session,
  internals,
  usernameKind,
  remembered,
  words,
  stepAt,
}: NavigationOptions): Navigation => {
  let place: Place = LOADING;
  const store = createFlowStore(stepAt(place));
  const bySession = (from: Place): FlowOutcome | undefined => placeBySession(session, internals, usernameKind(), from);

  const settle = (outcome: FlowOutcome): void => {
    const required = bySession(outcome.place);
    const next = (required ?? outcome).place;
    const { notice } = required && next.name !== outcome.place.name ? required : outcome;
    // A user who is signed in need not see what failed before.
    const failure = required?.place.name === 'signedIn' ? undefined : outcome.failure;
    const step = next === place ? store.snapshot.step : stepAt(next);
    place = next;
    remembered.keep(place, internals.store.record.generation ?? 0);
    store.show({
      step,
      busy: false,
      notice: notice && notify(words(), notice),
      error: failure && toFlowError(failure.explanation, words(), failure.cause),
    });
  };

  const arrive: Navigation['arrive'] = (outcome) => {
    runner.cancel();
    try {
      settle(outcome);
    } catch (cause) {
      // The step cannot be rendered because of what a service or the app put into it.
      settle({ place, failure: { explanation: { key: 'error.unexpected' }, cause } });
    }
  };

  const runner = createRunner(store, internals, arrive);
  const cancel = (): void => {
    runner.cancel();
    if (place.asked) internals.cancelSignIn(place.asked);
  };

  const unsubscribe = session.onStateChange(() => {
    const required = place === LOADING ? undefined : bySession(place);
    if (!required) return;
    // If a sign-in is in progress, it caused the change itself, or another tab signed in and cancelled it.
    if (!runner.current?.signsIn) arrive(required);
    else if (session.state === 'signedIn') runner.current.controller.abort();
  });

  return {
    store,
    get place() {
      return place;
    },
    get running() {
      const { current } = runner;
      return current?.isIdle ? undefined : current?.done;
    },
    arrive,
    run: runner.run,
    reword: () => {
      const { notice, error } = store.snapshot;
      store.show({
        step: stepAt(place),
        notice: notice && notify(words(), notice.key),
        error: error && reword(error, words()),
      });
    },
    back: () => {
      const before = placeBefore(place);
      if (!before && !runner.current) return;
      cancel();
      arrive({ place: before ?? place });
    },
    close: () => {
      unsubscribe();
      cancel();
      store.show({ busy: false });
    },
  };
};
