import type { CognitoSession } from '../../cognito/session/types.js';
import { requireKnownOptions } from '../../core/options.js';
import { chooseWords, type WordSource } from '../texts/texts.js';
import { createNavigation } from './navigation.js';
import { loadRefusals } from './errors.js';
import { createForms, DONE } from './forms.js';
import { createTransitions } from './transitions.js';
import { FLOW_OPTIONS, type SignInFlowOptions } from './options.js';
import { LOADING } from './place.js';
import { createProviders } from './providers.js';
import { createRememberedStep } from './remembered-step.js';
import { createPresenter } from './presenter.js';
import { internalsOf, loadFileSettings } from './settings.js';
import type { SignInFlow } from './types.js';
import { within } from './within.js';

/**
 * How long the first form waits for its language and the file's settings, in milliseconds. After that it is English.
 */
const LOAD_TIMEOUT = 3000;

/**
 * Creates a sign-in flow without markup: what to show is data, for
 * any framework. It begins immediately, by restoring the session.
 *
 * @example
 * ```ts
 * const flow = createSignInFlow(session);
 * flow.subscribe(() => render(flow.step));
 * await flow.submit({ username, password });
 * ```
 * @throws TypeError if `session` is not from `createCognitoSession`, for an unknown option or one of the wrong type,
 * and for a provider without `getToken` or `hostedUi`
 */
export const createSignInFlow = (session: CognitoSession, options: SignInFlowOptions = {}): SignInFlow => {
  requireKnownOptions('createSignInFlow', options, FLOW_OPTIONS);
  const internals = internalsOf(session);
  const providers = createProviders(internals, options);
  const { hostedUi, clientMetadata } = options;
  const now = (): number => internals.clock.now();
  const presenter = createPresenter(session, internals, options, providers);
  const { stepAt, words, usernameKind } = presenter;
  const remembered = createRememberedStep(`${internals.name}.ui`, options.storage);
  const navigation = createNavigation({ session, internals, usernameKind, remembered, words, stepAt });
  const { store } = navigation;
  const firstSnapshot = store.snapshot;
  const transitions = createTransitions({
    session,
    internals,
    metadata: clientMetadata ? { clientMetadata } : {},
    passwordless: presenter.passwordless,
    usernameKind,
    visibleFields: () => store.snapshot.step.fields.map(({ name }) => name),
    now,
  });
  let isClosed = false;

  const forms = createForms({ navigation, transitions, words, now });
  /** Single flight: a call during other work waits for that work instead of starting its own. */
  const unlessBusy = (work: () => Promise<void>): Promise<void> => (isClosed ? DONE : (navigation.running ?? work()));
  const back = (): void => void (isClosed || navigation.back());

  const speakBy = async (next?: WordSource): Promise<void> => {
    if ((await presenter.speak(next)) && !isClosed) navigation.reword();
  };

  const begin = async (): Promise<void> => {
    const restore = async (): Promise<void> => {
      await session.initialize();
      if (globalThis.location) await hostedUi?.handleAuthResponse();
    };
    const [outcome, file] = await Promise.all([
      transitions.signInElsewhere(LOADING, restore),
      within(loadFileSettings(internals), LOAD_TIMEOUT),
      within(speakBy(), LOAD_TIMEOUT),
    ]);
    if (isClosed) return;
    presenter.readFile(file);
    const before = remembered.recall(internals.store.record.generation ?? 0);
    navigation.arrive(outcome.place === LOADING && before ? { ...outcome, place: before } : outcome);
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
          ? navigation.run(
              (turn) => transitions.signInElsewhere(navigation.place, () => providers.signInWith(name, turn)),
              false,
            )
          : DONE,
      ),
    back,
    speak: (wanted) => speakBy(chooseWords(wanted)),
    text: (key, parameters) => words().text(key, parameters),
    subscribe: store.subscribe,
    getSnapshot: () => store.snapshot,
    getServerSnapshot: () => firstSnapshot,
    close: () => {
      isClosed = true;
      navigation.close();
    },
  };
};
