import type {
  ConfirmSignInInput,
  FirstFactor,
  SecondFactor,
  SetUpFactor,
} from '../../cognito/user-pool/sign-in/types.js';
import { createAccounts } from './accounts.js';
import { createAfterError } from './after-error.js';
import { createCodes } from './codes.js';
import { createSignInCalls } from './sign-in-calls.js';
import type { SubmittedStep } from './step-names.js';
import type { Submission, TransitionOptions, Submit, Turn } from './transition-types.js';
import { isConfirmedAlready } from './known-errors.js';
import { isPassword, type FlowOutcome, type Place, signInPlace } from './place.js';
import type { FormValues } from './values.js';

/** What leads from one place to the next. No method rejects: the outcome holds what was thrown. */
export interface Transitions {
  /** Submits a place's form. */
  submit(place: Place, submission: Submission): Promise<FlowOutcome>;
  /** Sends the code of a place again. */
  resend(place: Place, turn: Turn): Promise<FlowOutcome>;
  /** Signs in with a passkey. */
  passkey(place: Place, username: string, turn: Turn): Promise<FlowOutcome>;
  /** Runs work that may sign the user in by other means, such as a provider. The flow stays at the place. */
  signInElsewhere(place: Place, work: () => Promise<unknown>): Promise<FlowOutcome>;
  /** Creates a passkey for the signed-in user. */
  addPasskey(place: Place): Promise<FlowOutcome>;
  signOut(place: Place): Promise<FlowOutcome>;
}

/** Creates the {@link Transitions} of a session. */
export const createTransitions = (options: TransitionOptions): Transitions => {
  const { session } = options;
  const calls = createSignInCalls(options);
  const codes = createCodes(options);
  const afterError = createAfterError({ ...options, codes });
  const { signInAfter, ...accounts } = createAccounts(options, calls, codes, afterError);
  const { signIn, signInBy, answer } = calls;

  const code: Submit = (place, { values, rememberDevice, turn }) =>
    answer({ ...place, remember: rememberDevice }, { code: values.code! }, turn);

  const steps: Readonly<Record<SubmittedStep, Submit>> = {
    ...accounts,
    signIn: (_, { values, turn }) => signIn({ username: values.username!, password: values.password }, turn),
    selectChallenge: async (place, { choice, turn }) =>
      isPassword(choice)
        ? { place: { name: 'password', username: place.username, factor: choice as FirstFactor, before: place } }
        : signInBy(turn, place.username!, choice as FirstFactor),
    password: ({ username, factor }, { values, turn }) => signInBy(turn, username!, factor!, values.password),
    smsMfa: code,
    smsOtp: code,
    emailOtp: code,
    totpMfa: code,
    setUpTotp: code,
    selectMfaType: (place, { choice, turn }) => answer(place, { choice: choice as SecondFactor | SetUpFactor }, turn),
    setUpEmail: (place, { values, turn }) => answer(place, { email: values.email! }, turn),
    newPasswordRequired: (place, { values, turn }) => {
      const { newPassword, ...attributes } = values as Record<string, string> & { newPassword: string };
      return answer(place, { newPassword, attributes }, turn);
    },
    customChallenge: (place, { values, turn }) => answer(place, { answer: values.answer! }, turn),
  };

  /** A step that this version does not know: sends the input under every name that the step may expect. */
  const unknown: Submit = (place, { values, choice, turn }) => {
    const given = values.code ?? values.answer ?? choice!;
    return answer(place, { code: given, answer: given, ...(choice && { choice }) } as ConfirmSignInInput, turn);
  };

  const at = (
    place: Place,
    work: () => Promise<FlowOutcome>,
    values?: FormValues,
    step?: string,
  ): Promise<FlowOutcome> => work().catch((error: unknown) => afterError(error, place, values, step));

  return {
    submit: (place, submission) => {
      const step = Object.hasOwn(steps, place.name) ? steps[place.name as SubmittedStep] : unknown;
      return at(place, () => step(place, submission), submission.values);
    },
    passkey: (place, username, turn) => at(place, () => signInBy(turn, username, 'webAuthn'), { username }),
    signInElsewhere: (place, work) => at(place, async () => work().then(() => ({ place })), {}, 'provider'),
    resend: (place, turn) =>
      at(place, async () => {
        try {
          const isSignUp = place.name === 'confirmSignUp';
          const sent = await (isSignUp ? codes.sendSignUpCode(place) : codes.sendResetCode(place.username!));
          return { place: sent, notice: 'notice.codeSent' };
        } catch (error) {
          if (!isConfirmedAlready(error)) throw error;
          return signInAfter('notice.confirmed', place, turn);
        }
      }),
    addPasskey: (place) =>
      at(place, async () => {
        await session.registerPasskey();
        return { place, notice: 'notice.passkeyAdded' };
      }),
    signOut: (place) =>
      at(place, async () => {
        await session.signOut();
        return { place: signInPlace() };
      }),
  };
};
