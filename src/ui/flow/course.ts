import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import type { Words } from '../texts/texts.js';
import type { TextKey } from '../texts/types.js';
import { reword, toFlowError } from './errors.js';
import { createFlowStore, type FlowStore } from './flow-store.js';
import type { Turn } from './journey-types.js';
import type { UsernameKind } from './options.js';
import { LOADING, type Outcome, type Place, placeBefore } from './place.js';
import type { RememberedStep } from './remembered-step.js';
import { createRunner } from './runner.js';
import { placeBySession } from './session-view.js';
import type { FlowNotice, FlowStep } from './types.js';

/** What the course of a flow rests on. */
export interface CourseOptions {
  readonly session: CognitoSession;
  readonly internals: SessionInternals;
  readonly usernameKind: () => UsernameKind;
  readonly remembered: RememberedStep;
  /** The words as they are now. */
  readonly words: () => Words;
  readonly stepAt: (place: Place) => FlowStep;
}

/** Where a flow is, and how it gets on from there. */
export interface Course {
  readonly store: FlowStore;
  readonly place: Place;
  /** What is under way. */
  readonly running: Promise<void> | undefined;
  /** Goes where something has led. Who is signed in by now, or no longer, goes before that. */
  arrive(outcome: Outcome): void;
  /**
   * Does something, and goes where it leads, unless the flow has gone elsewhere meanwhile.
   *
   * @param signsIn Whether it may change who is signed in by the session's own means. Default: true.
   */
  run(work: (turn: Turn) => Promise<Outcome>, signsIn?: boolean): Promise<void>;
  /** Says again what is said, in the words as they are now. */
  reword(): void;
  /** Goes back. What is under way ends. */
  back(): void;
  /** Ends what is under way, and listens to the session no more. */
  close(): void;
}

/** A notice in the words as they are now. */
const notify = (words: Words, key: TextKey): FlowNotice => Object.freeze({ key, message: words.text(key) });

/** Makes a {@link Course} that begins at `loading`. */
export const createCourse = ({
  session,
  internals,
  usernameKind,
  remembered,
  words,
  stepAt,
}: CourseOptions): Course => {
  let place: Place = LOADING;
  const store = createFlowStore(stepAt(place));
  const bySession = (from: Place): Outcome | undefined => placeBySession(session, internals, usernameKind(), from);

  const settle = (outcome: Outcome): void => {
    const elsewhere = bySession(outcome.place);
    const next = (elsewhere ?? outcome).place;
    const { notice } = elsewhere && next.name !== outcome.place.name ? elsewhere : outcome;
    // What went wrong on the way in matters no more to who is in.
    const failure = elsewhere?.place.name === 'signedIn' ? undefined : outcome.failure;
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

  const arrive: Course['arrive'] = (outcome) => {
    runner.giveUp();
    try {
      settle(outcome);
    } catch (cause) {
      // A step that cannot be shown, for what a service or the app has put into it.
      settle({ place, failure: { explanation: { key: 'error.unexpected' }, cause } });
    }
  };

  const runner = createRunner(store, internals, arrive);
  const drop = (): void => {
    runner.giveUp();
    if (place.asked) internals.cancelSignIn(place.asked);
  };

  const unsubscribe = session.onStateChange(() => {
    const elsewhere = place === LOADING ? undefined : bySession(place);
    if (!elsewhere) return;
    // By another tab: the sign-in here ends at once. Or by the one here: then there is nothing left to end.
    if (!runner.current?.signsIn) arrive(elsewhere);
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
      drop();
      arrive({ place: before ?? place });
    },
    close: () => {
      unsubscribe();
      drop();
      store.show({ busy: false });
    },
  };
};
