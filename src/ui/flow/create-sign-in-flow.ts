import type { CognitoSession } from '../../cognito/session/types.js';
import { requireKnownOptions } from '../../core/options.js';
import { chooseWords, type WordSource } from '../texts/texts.js';
import { createCourse } from './course.js';
import { loadRefusals } from './errors.js';
import { createForms, DONE } from './forms.js';
import { createJourney } from './journey.js';
import { FLOW_OPTIONS, type SignInFlowOptions, type UsernameKind } from './options.js';
import { LOADING } from './place.js';
import { createProviders } from './providers.js';
import { createRememberedStep } from './remembered-step.js';
import { internalsOf, loadFileSettings, settingsOf } from './settings.js';
import { createSteps } from './steps.js';
import type { SignInFlow } from './types.js';
import { within } from './within.js';

/** How long the first form waits for its language, in milliseconds: it is English until then. */
const PATIENCE = 3000;

/** What an authenticator app shows as the issuer where the app does not say. */
const pageName = (): string => globalThis.document?.title || globalThis.location?.host || '';

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
  let settings = settingsOf(session, options);
  const providers = createProviders(internals, options);
  const { hostedUi, clientMetadata, totpIssuer } = options;
  const { authFlow } = settings;
  const usernameKind = (): UsernameKind => settings.usernameKind;
  let source = chooseWords(options);
  const passwordless = authFlow === 'USER_AUTH';
  const newSteps = () =>
    createSteps(source.words, {
      ...settings,
      hasUserPool: internals.settings.userPool !== undefined,
      nameAlone: passwordless || authFlow === 'CUSTOM_AUTH_WITHOUT_SRP',
      passwordless,
      signUp: !options.disableSignUp,
      rememberDevice: options.rememberDevice ?? false,
      totpIssuer: () => totpIssuer ?? pageName(),
      providers: providers.shown(source.words),
    });
  let steps = newSteps();
  let wish = source;
  const remembered = createRememberedStep(`${settings.name}.ui`, options.storage);
  const course = createCourse({
    session,
    internals,
    usernameKind,
    remembered,
    words: () => source.words,
    stepAt: (place) => steps(place),
  });
  const { store } = course;
  const beginning = store.snapshot;
  const journey = createJourney({
    session,
    internals,
    metadata: clientMetadata ? { clientMetadata } : {},
    passwordless,
    usernameKind,
    shownFields: () => store.snapshot.step.fields.map(({ name }) => name),
    now: () => internals.clock.now(),
  });
  let isClosed = false;

  const forms = createForms({ course, journey, words: () => source.words, now: () => internals.clock.now() });
  /** Does one thing at a time: who asks for another one meanwhile waits for that. */
  const unlessBusy = (work: () => Promise<void>): Promise<void> => (isClosed ? DONE : (course.running ?? work()));
  const back = (): void => void (isClosed || course.back());

  /** Says everything in words that may have to be loaded first. The last wish counts. */
  const speakBy = async (next: WordSource): Promise<void> => {
    wish = next;
    await next.load();
    if (isClosed || wish !== next) return;
    source = next;
    steps = newSteps();
    course.reword();
  };

  const begin = async (): Promise<void> => {
    const restore = async (): Promise<void> => {
      await session.initialize();
      if (globalThis.location) await hostedUi?.handleAuthResponse();
    };
    const [outcome, file] = await Promise.all([
      journey.elsewhere(LOADING, restore),
      within(loadFileSettings(internals), PATIENCE),
      within(speakBy(source), PATIENCE),
    ]);
    if (isClosed) return;
    settings = settingsOf(session, options, file);
    steps = newSteps();
    const before = remembered.recall(internals.store.record.generation ?? 0);
    course.arrive(outcome.place === LOADING && before ? { ...outcome, place: before } : outcome);
  };
  void begin();
  void loadRefusals();

  return {
    get language() {
      return source.words.language;
    },
    get direction() {
      return source.words.direction;
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
    text: (key, parameters) => source.words.text(key, parameters),
    subscribe: store.subscribe,
    getSnapshot: () => store.snapshot,
    getServerSnapshot: () => beginning,
    close: () => {
      isClosed = true;
      course.close();
    },
  };
};
