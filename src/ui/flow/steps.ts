import type {
  CustomChallengeStep,
  NewPasswordRequiredStep,
  SelectChallengeStep,
  SelectMfaTypeStep,
  SelectSetUpStep,
  SetUpTotpStep,
  TotpMfaStep,
} from '../../cognito/user-pool/sign-in/types.js';
import { en } from '../texts/en.js';
import type { Words } from '../texts/texts.js';
import type { TextKey } from '../texts/types.js';
import { createFields, type Fields } from './fields.js';
import type { Form } from './form.js';
import { deepFreeze } from './frozen.js';
import { firstFactors, type Place, placeBefore } from './place.js';
import type { FlowSettings } from './settings.js';
import type { FlowActionName, FlowField, FlowProvider, FlowStep, FlowStepName } from './types.js';
import { unknownForm } from './unknown-step.js';

/** The settings of a flow's steps. */
export interface StepSettings extends FlowSettings {
  /** Whether the session has a user pool. */
  readonly hasUserPool: boolean;
  /** Whether the sign-in form asks for the user name only. */
  readonly usernameFirst: boolean;
  /** Whether an account may have no password. */
  readonly passwordless: boolean;
  readonly signUp: boolean;
  readonly rememberDevice: boolean;
  readonly totpIssuer: () => string;
  readonly providers: readonly FlowProvider[];
}

const signInForm = (
  fields: Fields,
  { hasUserPool, passkeys, providers, signUp, usernameFirst }: StepSettings,
  username: string | undefined,
): Form => ({
  ...(hasUserPool && {
    fields: [fields.username(username, passkeys), ...(usernameFirst ? [] : [fields.password()])],
    submit: usernameFirst ? 'submit.continue' : 'submit.signIn',
    actions: [...(passkeys ? (['passkey'] as const) : []), 'forgotPassword', ...(signUp ? (['signUp'] as const) : [])],
  }),
  ...(providers.length > 0 && { providers }),
});

/** Returns the form of every step. A new step, of a flow or of the session, does not compile without its row. */
const formsOf = (
  words: Words,
  settings: StepSettings,
): Readonly<Record<FlowStepName | 'unknown', (place: Place) => Form>> => {
  const { text } = words;
  const fields = createFields(words, settings);
  const sentTo = ({ delivery }: Place, key: TextKey = 'description.codeSent'): string =>
    delivery ? text(key, { destination: delivery.destination }) : text('description.codeSomewhere');
  const { passkeys, rememberDevice } = settings;
  const code = (description: string, more: readonly FlowField[] = []): Form => ({
    description,
    fields: [fields.code(), ...more],
    submit: 'submit.confirm',
  });
  /** Offered beside the code of a second factor. */
  const device = rememberDevice ? [fields.rememberDevice()] : [];

  return {
    loading: () => ({}),
    signIn: ({ username }) => signInForm(fields, settings, username),
    signUp: ({ username }) => ({
      fields: [
        fields.username(username),
        fields.newPassword('password', !settings.passwordless),
        ...settings.signUpFields.map((field) => fields.attribute(field)),
      ],
      submit: 'submit.signUp',
    }),
    confirmSignUp: (place) => ({ ...code(sentTo(place)), actions: ['resend'] }),
    forgotPassword: ({ username }) => ({
      description: text('description.forgotPassword'),
      fields: [fields.username(username)],
      submit: 'submit.sendCode',
    }),
    confirmForgotPassword: (place) => ({
      description: place.delivery ? sentTo(place, 'description.codeSentIfExists') : text('description.codeMaybeSent'),
      fields: [fields.fixedUsername(place.username), fields.code(), fields.newPassword('newPassword')],
      submit: 'submit.setPassword',
      actions: ['resend'],
    }),
    selectChallenge: ({ asked }) => ({ choices: firstFactors((asked as SelectChallengeStep).options) }),
    password: ({ username }) => ({
      fields: [fields.fixedUsername(username), fields.password()],
      submit: 'submit.signIn',
      actions: ['forgotPassword'],
    }),
    smsMfa: (place) => code(sentTo(place), device),
    smsOtp: (place) => code(sentTo(place)),
    emailOtp: (place) => code(sentTo(place), device),
    totpMfa: ({ asked }) => {
      const name = (asked as TotpMfaStep).device;
      return code(name ? text('description.totpMfaDevice', { device: name }) : text('description.totpMfa'), device);
    },
    selectMfaType: ({ asked }) => {
      const { options, setUp } = asked as SelectMfaTypeStep | SelectSetUpStep;
      return { choices: options, description: setUp && text('description.selectSetUp') };
    },
    setUpTotp: ({ asked }) => {
      const { secret, uri } = asked as SetUpTotpStep;
      return {
        ...code(text('description.setUpTotp'), device),
        totp: { secret, uri: uri(settings.totpIssuer()) },
      };
    },
    setUpEmail: () => ({
      description: text('description.setUpEmail'),
      fields: [fields.attribute({ name: 'email', required: true })],
      submit: 'submit.sendCode',
    }),
    newPasswordRequired: ({ username, asked }) => {
      const { requiredAttributes, attributes } = asked as NewPasswordRequiredStep;
      return {
        description: text('description.newPasswordRequired'),
        fields: [
          fields.fixedUsername(username),
          fields.newPassword('newPassword'),
          ...requiredAttributes.map((name) => fields.attribute({ name, required: true }, attributes[name])),
        ],
        submit: 'submit.setPassword',
      };
    },
    customChallenge: ({ asked }) => ({
      fields: [fields.answer()],
      submit: 'submit.continue',
      parameters: { ...(asked as CustomChallengeStep).parameters },
    }),
    webAuthn: () => ({ description: text('description.webAuthn') }),
    signedIn: ({ username, address }) => ({
      description: username && text('description.signedIn', { username: address ?? username }),
      actions: [...(passkeys && username ? (['addPasskey'] as const) : []), 'signOut'],
    }),
    unknown: (place) => unknownForm(place, fields, sentTo(place)),
  };
};

/**
 * Creates the function that renders the step of a place.
 *
 * @returns A function whose steps are deeply frozen.
 */
export const createSteps = (words: Words, settings: StepSettings): ((place: Place) => FlowStep) => {
  const { text } = words;
  const forms = formsOf(words, settings);

  return (place) => {
    const { name, username, delivery, resendAt } = place;
    const known = Object.hasOwn(forms, name) ? (name as FlowStepName) : 'unknown';
    const form = forms[known](place);
    const before = placeBefore(place);
    const actions = [...(form.actions ?? []), ...(before ? (['back'] as const) : [])];
    const labelOf = (action: FlowActionName): string =>
      text(action === 'back' && before?.name === 'signIn' ? 'action.backToSignIn' : `action.${action}`);
    const choiceLabel = (choice: string): string => {
      const key = `choice.${choice}`;
      return Object.hasOwn(en, key) ? text(key as TextKey) : choice;
    };
    return deepFreeze({
      ...form,
      name,
      title: text(known === 'loading' ? 'busy' : `title.${known}`),
      fields: form.fields ?? [],
      submit: form.submit && text(form.submit),
      choices: form.choices?.map((choice) => ({ name: choice, label: choiceLabel(choice) })),
      actions: actions.map((action) => ({
        name: action,
        label: labelOf(action),
        ...(action === 'resend' && { notBefore: resendAt }),
      })),
      username,
      delivery: delivery && { ...delivery },
    });
  };
};
