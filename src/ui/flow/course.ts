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

/** What is under way. */
interface Running {
  readonly signsIn: boolean;
  readonly controller: AbortController;
  /** Whether it waits for something elsewhere, and the user may do something else. */
  isIdle: boolean;
  done: Promise<void>;
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

/** Makes a {@link Course} that begins at `loading`. */
export const createCourse = ({ session, internals, usernameKind, ...options }: CourseOptions): Course => {
  const { remembered, words, stepAt } = options;
  let place: Place = LOADING;
  const store = createFlowStore(
    Object.freeze({ step: stepAt(place), busy: false, error: undefined, notice: undefined }),
  );
  /** What comes of it counts only while it is the one under way. */
  let running: Running | undefined;
  const giveUp = (): void => {
    running?.controller.abort();
    running = undefined;
  };

  const bySession = (from: Place): Outcome | undefined => placeBySession(session, internals, usernameKind(), from);

  const notify = (key: TextKey): FlowNotice => Object.freeze({ key, message: words().text(key) });

  const settle = (outcome: Outcome): void => {
    const elsewhere = bySession(outcome.place);
    const { place: next } = elsewhere ?? outcome;
    const { notice } = elsewhere && elsewhere.place.name !== outcome.place.name ? elsewhere : outcome;
    // What went wrong on the way in matters no more to who is in.
    const failure = elsewhere?.place.name === 'signedIn' ? undefined : outcome.failure;
    const step = next === place ? store.snapshot.step : stepAt(next);
    place = next;
    remembered.keep(place, internals.store.record.generation ?? 0);
    store.show({
      step,
      busy: false,
      notice: notice && notify(notice),
      error: failure && toFlowError(failure.explanation, words(), failure.cause),
    });
  };

  const arrive: Course['arrive'] = (outcome) => {
    giveUp();
    try {
      settle(outcome);
    } catch (cause) {
      // A step that cannot be shown, for what a service or the app has put into it.
      settle({ place, failure: { explanation: { key: 'error.unexpected' }, cause } });
    }
  };

  const drop = (): void => {
    giveUp();
    if (place.asked) internals.cancelSignIn(place.asked);
  };

  const unsubscribe = session.onStateChange(() => {
    const elsewhere = place === LOADING ? undefined : bySession(place);
    if (!elsewhere) return;
    // By another tab: the sign-in here ends at once. Or by the one here: then there is nothing left to end.
    if (!running?.signsIn) arrive(elsewhere);
    else if (session.state === 'signedIn') running.controller.abort();
  });

  return {
    store,
    get place() {
      return place;
    },
    get running() {
      return running?.isIdle ? undefined : running?.done;
    },
    arrive,
    run: (work, signsIn = true) => {
      giveUp();
      const own: Running = { signsIn, isIdle: false, controller: new AbortController(), done: Promise.resolve() };
      running = own;
      const rest = (isIdle: boolean): void => {
        if (running !== own) return;
        own.isIdle = isIdle;
        store.show({ busy: !isIdle });
      };
      const begun = internals.beginSignIn();
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
