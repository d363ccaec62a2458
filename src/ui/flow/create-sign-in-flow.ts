import type { CognitoSession } from '../../cognito/session/types.js';
import { requireKnownOptions } from '../../core/options.js';
import { chooseWords, type WordSource } from '../texts/texts.js';
import { createCourse } from './course.js';
import { loadRefusals } from './errors.js';
import { createForms, DONE } from './forms.js';
import { createJourney } from './journey.js';
import { FLOW_OPTIONS, type SignInFlowOptions } from './options.js';
import { LOADING } from './place.js';
import { createProviders } from './providers.js';
import { createRememberedStep } from './remembered-step.js';
import { createScript } from './script.js';
import { internalsOf, loadFileSettings } from './settings.js';
import type { SignInFlow } from './types.js';
import { within } from './within.js';

/** How long the first form waits for its language, in milliseconds: it is English until then. */
const PATIENCE = 3000;

/**
 * Makes a sign-in without any markup: what to show is data, for any framework. It begins at once, by restoring the session.
 *
 * @example
 * ```ts
 * const flow = createSignInFlow(session);
 * flow.subscribe(() => render(flow.step));
 * await flow.submit({ username, password });
 * ```
 * @throws TypeError for a session that is none, for an option of the wrong type, and for a provider without a way to sign in
 */
export const createSignInFlow = (session: CognitoSession, options: SignInFlowOptions = {}): SignInFlow => {
  requireKnownOptions('createSignInFlow', options, Object.keys(FLOW_OPTIONS));
  const internals = internalsOf(session);
  const providers = createProviders(internals, options);
  const { hostedUi, clientMetadata } = options;
  const now = (): number => internals.clock.now();
  const script = createScript(session, internals, options, providers);
  const { words, usernameKind } = script;
  const remembered = createRememberedStep(`${internals.name}.ui`, options.storage);
  const course = createCourse({
    session,
    internals,
    usernameKind,
    remembered,
    words,
    stepAt: script.stepAt,
  });
  const { store } = course;
  const beginning = store.snapshot;
  const journey = createJourney({
    session,
    internals,
    metadata: clientMetadata ? { clientMetadata } : {},
    passwordless: script.passwordless,
    usernameKind,
    shownFields: () => store.snapshot.step.fields.map(({ name }) => name),
    now,
  });
  let isClosed = false;

  const forms = createForms({ course, journey, words, now });
  /** Does one thing at a time: who asks for another one meanwhile waits for that. */
  const unlessBusy = (work: () => Promise<void>): Promise<void> => (isClosed ? DONE : (course.running ?? work()));
  const back = (): void => void (isClosed || course.back());

  const speakBy = async (next?: WordSource): Promise<void> => {
    if ((await script.speak(next)) && !isClosed) course.reword();
  };

  const begin = async (): Promise<void> => {
    const restore = async (): Promise<void> => {
      await session.initialize();
      if (globalThis.location) await hostedUi?.handleAuthResponse();
    };
    const [outcome, file] = await Promise.all([
      journey.elsewhere(LOADING, restore),
      within(loadFileSettings(internals), PATIENCE),
      within(speakBy(), PATIENCE),
    ]);
    if (isClosed) return;
    script.readFile(file);
    const before = remembered.recall(internals.store.record.generation ?? 0);
    course.arrive(outcome.place === LOADING && before ? { ...outcome, place: before } : outcome);
  };
  void begin();
  void loadRefusals();

  return {
    get language() {
      return words().language;
    },
    get direction() {
      return words().direction;
    },
    get step() {
      return store.snapshot.step;
    },
    get busy() {
      return store.snapshot.busy;
    },
    get error() {
      return store.snapshot.error;
    },
    get notice() {
      return store.snapshot.notice;
    },
    submit: (values = {}) => unlessBusy(() => forms.submit(values)),
    act: (name, values = {}) => {
      if (name !== 'back') return unlessBusy(() => forms.act(name, values));
      back();
      return DONE;
    },
    signInWith: (name) =>
      unlessBusy(() =>
        store.snapshot.step.providers
          ? course.run((turn) => journey.elsewhere(course.place, () => providers.signInWith(name, turn)), false)
          : DONE,
      ),
    back,
    speak: (wanted) => speakBy(chooseWords(wanted)),
    text: (key, parameters) => words().text(key, parameters),
    subscribe: store.subscribe,
    getSnapshot: () => store.snapshot,
    getServerSnapshot: () => beginning,
    close: () => {
      isClosed = true;
      course.close();
    },
  };
};
