import type { CognitoSession } from '../../cognito/session-types.js';
import { optionNames, requireKnownOptions } from '../../core/options.js';
import { chooseWords } from '../texts/texts.js';
import { createCourse } from './course.js';
import { toFlowError } from './errors.js';
import { createJourney } from './journey.js';
import type { SignInFlowOptions } from './options.js';
import { LOADING } from './place.js';
import { createProviders } from './providers.js';
import { createRememberedStep } from './remembered-step.js';
import { internalsOf, settingsOf } from './settings.js';
import { createSteps } from './steps.js';
import type { FlowActionName, FlowValues, SignInFlow } from './types.js';
import { readValues } from './values.js';

const OPTIONS = optionNames<SignInFlowOptions>({
  usernameKind: 0,
  signUpFields: 0,
  passwordPolicy: 0,
  disableSignUp: 0,
  passkeys: 0,
  rememberDevice: 0,
  totpIssuer: 0,
  providers: 0,
  hostedUi: 0,
  hostedUiMode: 0,
  language: 0,
  texts: 0,
  clientMetadata: 0,
  storage: 0,
});

/** What an authenticator app shows as the issuer where the app does not say. */
const pageName = (): string => globalThis.document?.title || globalThis.location?.host || '';

const NOTHING = Promise.resolve();

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
  requireKnownOptions('createSignInFlow', options, OPTIONS);
  const internals = internalsOf(session);
  const settings = settingsOf(session, options);
  const providers = createProviders(session, options);
  const { hostedUi, clientMetadata, totpIssuer } = options;
  const { usernameKind, authFlow } = settings;
  const source = chooseWords(options);
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
  const remembered = createRememberedStep(`${settings.name}.ui`, options.storage);
  const course = createCourse({
    session,
    internals,
    usernameKind,
    remembered,
    words: () => source.words,
    stepAt: (place) => steps(place),
  });
  const { store, run } = course;
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

  /** Reads the form, or some of it, and says what is wrong with it before anything is sent. */
  const read = (values: FlowValues, fields = store.snapshot.step.fields) => {
    const reading = readValues(fields, values);
    if (!reading.wrong) return reading;
    store.show({ notice: undefined, error: toFlowError(reading.wrong, source.words) });
    return undefined;
  };
  /** Does one thing at a time: who asks for another one meanwhile waits for that. */
  const unlessBusy = (work: () => Promise<void>): Promise<void> => (isClosed ? NOTHING : (course.running ?? work()));

  const submit = (values: FlowValues): Promise<void> => {
    const { choices, submit: words } = store.snapshot.step;
    if (choices) {
      const choice = choices.find(({ name }) => name === values.choice)?.name;
      if (choice !== undefined) return run(() => journey.submit(course.place, { values: {}, choice }));
      store.show({ notice: undefined, error: toFlowError({ key: 'error.required' }, source.words) });
    }
    const answer = words === undefined ? undefined : read(values);
    return answer ? run(() => journey.submit(course.place, answer)) : NOTHING;
  };

  const act = (name: FlowActionName, values: FlowValues): Promise<void> => {
    const { place } = course;
    const { actions, fields } = store.snapshot.step;
    const action = actions.find((one) => one.name === name);
    if (!action || (action.notBefore ?? 0) > internals.clock.now()) return NOTHING;
    if (name === 'back') course.back();
    else if (name === 'signUp' || name === 'forgotPassword') {
      const typed = typeof values.username === 'string' ? values.username.trim() : '';
      course.arrive({ place: { name, username: typed || place.username } });
    } else if (name === 'passkey') {
      const answer = read(values, fields.slice(0, 1));
      if (answer) return run(() => journey.passkey(place, answer.values.username!));
    } else return run(() => journey[name](place));
    return NOTHING;
  };

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

  return {
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
    submit: (values = {}) => unlessBusy(() => submit(values)),
    act: (name, values = {}) =>
      name === 'back' && !isClosed ? act(name, values) : unlessBusy(() => act(name, values)),
    signInWith: (name) =>
      unlessBusy(() =>
        store.snapshot.step.providers
          ? run(() => journey.elsewhere(course.place, () => providers.signInWith(name)), false)
          : NOTHING,
      ),
    back: () => void (isClosed || course.back()),
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
