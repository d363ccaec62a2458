import type { SessionInternals } from '../../cognito/session-internals.js';
import type { CognitoSession } from '../../cognito/session-types.js';
import type { Words } from '../texts/texts.js';
import type { TextKey } from '../texts/types.js';
import { reword, toFlowError } from './errors.js';
import { createFlowStore, type FlowStore } from './flow-store.js';
import type { UsernameKind } from './options.js';
import { LOADING, type Outcome, type Place, placeBefore } from './place.js';
import type { RememberedStep } from './remembered-step.js';
import { placeBySession } from './session-view.js';
import type { FlowNotice, FlowStep } from './types.js';

/** What the course of a flow rests on. */
export interface CourseOptions {
  readonly session: CognitoSession;
  readonly internals: SessionInternals;
  readonly usernameKind: UsernameKind;
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
  run(work: () => Promise<Outcome>, signsIn?: boolean): Promise<void>;
  /** Says again what is said, in the words as they are now. */
  reword(): void;
  /** Goes back. What is under way ends. */
  back(): void;
  /** Ends what is under way, and listens to the session no more. */
  close(): void;
}

/** Makes a {@link Course} that begins at `loading`. */
export const createCourse = ({ session, internals, usernameKind, ...options }: CourseOptions): Course => {
  const { remembered, words, stepAt } = options;
  let place: Place = LOADING;
  const store = createFlowStore(
    Object.freeze({ step: stepAt(place), busy: false, error: undefined, notice: undefined }),
  );
  /** What comes of it counts only while it is the one under way. */
  let running: { readonly signsIn: boolean; done: Promise<void> } | undefined;

  const bySession = (from: Place): Outcome | undefined => placeBySession(session, internals, usernameKind, from);

  const notify = (key: TextKey): FlowNotice => Object.freeze({ key, message: words().text(key) });

  const arrive = (outcome: Outcome): void => {
    const elsewhere = bySession(outcome.place);
    const { place: next } = elsewhere ?? outcome;
    const { notice } = elsewhere && elsewhere.place.name !== outcome.place.name ? elsewhere : outcome;
    // What went wrong on the way in matters no more to who is in.
    const failure = elsewhere?.place.name === 'signedIn' ? undefined : outcome.failure;
    const step = next === place ? store.snapshot.step : stepAt(next);
    place = next;
    remembered.keep(place);
    store.show({
      step,
      busy: false,
      notice: notice && notify(notice),
      error: failure && toFlowError(failure.explanation, words(), failure.cause),
    });
  };

  const drop = (): void => {
    if (place.asked || running?.signsIn) internals.cancelSignIn();
    running = undefined;
  };

  const unsubscribe = session.onStateChange(() => {
    const elsewhere = place === LOADING ? undefined : bySession(place);
    if (!elsewhere) return;
    if (!running?.signsIn) {
      running = undefined;
      arrive(elsewhere);
    } else if (session.state === 'signedIn') {
      // By another tab: the sign-in here ends at once. Or by the one here: then there is nothing left to cancel.
      internals.cancelSignIn();
    }
  });

  return {
    store,
    get place() {
      return place;
    },
    get running() {
      return running?.done;
    },
    arrive,
    run: (work, signsIn = true) => {
      const own = { signsIn, done: Promise.resolve() };
      running = own;
      store.show({ busy: true, error: undefined, notice: undefined });
      own.done = work().then((outcome) => {
        if (running !== own) return;
        running = undefined;
        arrive(outcome);
      });
      return own.done;
    },
    reword: () => {
      const { notice, error } = store.snapshot;
      store.show({
        step: stepAt(place),
        notice: notice && notify(notice.key),
        error: error && reword(error, words()),
      });
    },
    back: () => {
      const before = placeBefore(place);
      if (!before && !running) return;
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
