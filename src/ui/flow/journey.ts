import type {
  ConfirmSignInInput,
  FirstFactor,
  SecondFactor,
  SetUpFactor,
} from '../../cognito/user-pool/sign-in/types.js';
import { createAccounts } from './accounts.js';
import { createAfterError } from './after-error.js';
import { createCodes } from './codes.js';
import { createEntering } from './entering.js';
import type { Answer, JourneyOptions, Submit, Turn } from './journey-types.js';
import { isConfirmedAlready } from './known-errors.js';
import { isPassword, type Outcome, type Place, signInPlace } from './place.js';
import type { FormValues } from './values.js';

/** What leads from one place to the next. Nothing of it rejects: what was thrown is told in the outcome. */
export interface Journey {
  /** Answers what a place asks. */
  submit(place: Place, answer: Answer): Promise<Outcome>;
  /** Sends the code of a place once more. */
  resend(place: Place, turn: Turn): Promise<Outcome>;
  /** Signs in by a passkey. */
  passkey(place: Place, username: string, turn: Turn): Promise<Outcome>;
  /** Signs in by other means, or does not. */
  elsewhere(place: Place, work: () => Promise<unknown>): Promise<Outcome>;
  /** Makes a passkey for who is signed in. */
  addPasskey(place: Place): Promise<Outcome>;
  signOut(place: Place): Promise<Outcome>;
}

/** Makes the {@link Journey} of a session. */
export const createJourney = (options: JourneyOptions): Journey => {
  const { session } = options;
  const entering = createEntering(options);
  const codes = createCodes(options);
  const afterError = createAfterError({ ...options, codes });
  const { enterAfter, ...accounts } = createAccounts(options, entering, codes, afterError);
  const { enter, enterBy, answer } = entering;

  const code: Submit = (place, { values, rememberDevice, turn }) =>
    answer({ ...place, remember: rememberDevice }, { code: values.code! }, turn);

  const steps: Readonly<Record<string, Submit>> = {
    ...accounts,
    signIn: (_, { values, turn }) => enter({ username: values.username!, password: values.password }, turn),
    selectChallenge: async (place, { choice, turn }) =>
      isPassword(choice)
        ? { place: { name: 'password', username: place.username, factor: choice as FirstFactor, before: place } }
        : enterBy(turn, place.username!, choice as FirstFactor),
    password: ({ username, factor }, { values, turn }) => enterBy(turn, username!, factor!, values.password),
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

  /** A step that is not known here: under the names of whatever it may ask. */
  const unknown: Submit = (place, { values, choice, turn }) => {
    const given = values.code ?? values.answer ?? choice!;
    return answer(place, { code: given, answer: given, ...(choice && { choice }) } as ConfirmSignInInput, turn);
  };

  const at = (place: Place, work: () => Promise<Outcome>, values?: FormValues, step?: string): Promise<Outcome> =>
    work().catch((error: unknown) => afterError(error, place, values, step));

  return {
    submit: (place, given) => {
      const step = Object.hasOwn(steps, place.name) ? steps[place.name]! : unknown;
      return at(place, () => step(place, given), given.values);
    },
    passkey: (place, username, turn) => at(place, () => enterBy(turn, username, 'webAuthn'), { username }),
    elsewhere: (place, work) => at(place, async () => work().then(() => ({ place })), {}, 'provider'),
    resend: (place, turn) =>
      at(place, async () => {
        try {
          const isSignUp = place.name === 'confirmSignUp';
          const sent = await (isSignUp ? codes.sendSignUpCode(place) : codes.sendResetCode(place.username!));
          return { place: sent, notice: 'notice.codeSent' };
        } catch (error) {
          if (!isConfirmedAlready(error)) throw error;
          return enterAfter('notice.confirmed', place, turn);
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
