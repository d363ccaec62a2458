import type { TextKey } from '../texts/types.js';
import type { AfterError } from './after-error.js';
import type { Codes } from './codes.js';
import type { SignInCalls } from './sign-in-calls.js';
import type { TransitionOptions, Submit, Turn } from './transition-types.js';
import { type FlowOutcome, type Place, signInPlace } from './place.js';
import { isConfirmedAlready, isSpentSession } from './known-errors.js';

/** The steps that create an account or reset its password. */
export interface Accounts {
  readonly signUp: Submit;
  readonly confirmSignUp: Submit;
  readonly forgotPassword: Submit;
  readonly confirmForgotPassword: Submit;
  /**
   * Signs in with what the user entered at the earlier steps. Falls back to the sign-in form if that is not enough.
   */
  signInAfter(notice: TextKey, place: Place, turn: Turn): Promise<FlowOutcome>;
}

/** Creates the {@link Accounts} of a session. */
export const createAccounts = (
  options: TransitionOptions,
  { signIn }: SignInCalls,
  codes: Codes,
  afterError: AfterError,
): Accounts => {
  const { session, metadata, passwordless } = options;

  const signInAfter: Accounts['signInAfter'] = async (notice, { username, password, signUpSession }, turn) => {
    const place = signInPlace(username);
    if (password === undefined && !signUpSession) return { place, notice };
    const withPassword = (): Promise<FlowOutcome> => signIn({ username: username!, password }, turn);
    try {
      if (!signUpSession) return await withPassword();
      return await signIn({ username: username!, authFlow: 'USER_AUTH', session: signUpSession }, turn).catch(
        (error: unknown) => {
          if (!isSpentSession(error)) throw error;
          return withPassword();
        },
      );
    } catch (error) {
      const outcome = await afterError(error, place, { password });
      return { ...outcome, notice: outcome.notice ?? notice };
    }
  };

  /** Confirms an account. If the sign-up's session has expired, the code is still valid without it. */
  const confirm = async ({ username, signUpSession }: Place, code: string): Promise<string | undefined> => {
    const input = { username: username!, code, ...metadata };
    try {
      return (await session.confirmSignUp(signUpSession ? { ...input, session: signUpSession } : input)).session;
    } catch (error) {
      if (isConfirmedAlready(error)) return undefined;
      if (!signUpSession || !isSpentSession(error)) throw error;
      await session.confirmSignUp(input);
      return undefined;
    }
  };

  return {
    signInAfter,
    signUp: async (_, { values, turn }) => {
      const { username, password, ...attributes } = values as Record<string, string> & { username: string };
      const account = { username, attributes, ...(password !== undefined && { password }), ...metadata };
      const { step, delivery, session: signUpSession } = await session.signUp(account);
      const place: Place = {
        name: 'confirmSignUp',
        username,
        password,
        delivery,
        signUpSession: passwordless ? signUpSession : undefined,
      };
      return step === 'done' ? signInAfter('notice.confirmed', place, turn) : { place: codes.sent(place) };
    },
    confirmSignUp: async (place, { values, turn }) => {
      const signUpSession = await confirm(place, values.code!);
      return signInAfter('notice.confirmed', { ...place, signUpSession }, turn);
    },
    forgotPassword: async (_, { values }) => ({ place: await codes.sendResetCode(values.username!) }),
    confirmForgotPassword: async ({ username }, { values, turn }) => {
      const [code, newPassword] = [values.code!, values.newPassword!];
      await session.confirmForgotPassword({ username: username!, code, newPassword, ...metadata });
      return signInAfter('notice.passwordSet', { ...signInPlace(username), password: newPassword }, turn);
    },
  };
};
