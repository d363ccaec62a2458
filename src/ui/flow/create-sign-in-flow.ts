import type { CognitoSession } from '../../cognito/session-types.js';
import { requireKnownOptions } from '../../core/options.js';
import { chooseWords } from '../texts/texts.js';
import { createCourse } from './course.js';
import { loadRefusals } from './errors.js';
import { createForms, DONE } from './forms.js';
import { createJourney } from './journey.js';
import { FLOW_OPTIONS, type SignInFlowOptions } from './options.js';
import { LOADING } from './place.js';
import { createProviders } from './providers.js';
import { createRememberedStep } from './remembered-step.js';
import { internalsOf, settingsOf } from './settings.js';
import { createSteps } from './steps.js';
import type { SignInFlow } from './types.js';

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
  const settings = settingsOf(session, options);
  const providers = createProviders(session, options);
  const { hostedUi, clientMetadata, totpIssuer } = options;
  const { usernameKind, authFlow } = settings;
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

  const begin = async (): Promise<void> => {
    const restore = async (): Promise<void> => {
      await session.initialize();
      if (globalThis.location) await hostedUi?.handleAuthResponse();
    };
    const place = remembered.recall() ?? LOADING;
    const [outcome, isTranslated] = await Promise.all([journey.elsewhere(place, restore), source.load()]);
    if (isClosed) return;
    if (isTranslated) steps = newSteps();
    course.arrive(outcome);
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
          ? course.run(() => journey.elsewhere(course.place, () => providers.signInWith(name)), false)
          : DONE,
      ),
    back,
    speak: async (wanted) => {
      const next = chooseWords(wanted);
      wish = next;
      await next.load();
      if (isClosed || wish !== next) return;
      source = next;
      steps = newSteps();
      course.reword();
    },
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
