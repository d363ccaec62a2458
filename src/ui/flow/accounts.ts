import type { TextKey } from '../texts/types.js';
import type { AfterError } from './after-error.js';
import type { Codes } from './codes.js';
import type { Entering } from './entering.js';
import type { JourneyOptions, Submit, Turn } from './journey-types.js';
import { type Outcome, type Place, signInPlace } from './place.js';
import { isConfirmedAlready, isSpentSession } from './known-errors.js';

/** What the steps of an account do: a new one, and one whose password is forgotten. */
export interface Accounts {
  readonly signUp: Submit;
  readonly confirmSignUp: Submit;
  readonly forgotPassword: Submit;
  readonly confirmForgotPassword: Submit;
  /** Signs in with what the user gave to the steps before; shows the form for signing in where that does not suffice. */
  enterAfter(notice: TextKey, place: Place, turn: Turn): Promise<Outcome>;
}

/** Makes the {@link Accounts} of a session. */
export const createAccounts = (
  options: JourneyOptions,
  { enter }: Entering,
  codes: Codes,
  afterError: AfterError,
): Accounts => {
  const { session, metadata, passwordless } = options;

  const enterAfter: Accounts['enterAfter'] = async (notice, { username, password, pass }, turn) => {
    const place = signInPlace(username);
    if (password === undefined && !pass) return { place, notice };
    const anew = (): Promise<Outcome> => enter({ username: username!, password }, turn);
    try {
      if (!pass) return await anew();
      return await enter({ username: username!, authFlow: 'USER_AUTH', session: pass }, turn).catch(
        (error: unknown) => {
          if (!isSpentSession(error)) throw error;
          return anew();
        },
      );
    } catch (error) {
      const outcome = await afterError(error, place, { password });
      return { ...outcome, notice: outcome.notice ?? notice };
    }
  };

  /** Confirms an account. The pass of a sign-up may be too old by now; the code is not. */
  const confirm = async ({ username, pass }: Place, code: string): Promise<string | undefined> => {
    const input = { username: username!, code, ...metadata };
    try {
      return (await session.confirmSignUp(pass ? { ...input, session: pass } : input)).session;
    } catch (error) {
      if (isConfirmedAlready(error)) return undefined;
      if (!pass || !isSpentSession(error)) throw error;
      await session.confirmSignUp(input);
      return undefined;
    }
  };

  return {
    enterAfter,
    signUp: async (_, { values, turn }) => {
      const { username, password, ...attributes } = values as Record<string, string> & { username: string };
      const account = { username, attributes, ...(password !== undefined && { password }), ...metadata };
      const { step, delivery, session: pass } = await session.signUp(account);
      const place: Place = {
        name: 'confirmSignUp',
        username,
        password,
        delivery,
        pass: passwordless ? pass : undefined,
      };
      return step === 'done' ? enterAfter('notice.confirmed', place, turn) : { place: codes.sent(place) };
    },
    confirmSignUp: async (place, { values, turn }) => {
      const pass = await confirm(place, values.code!);
      return enterAfter('notice.confirmed', { ...place, pass }, turn);
    },
    forgotPassword: async (_, { values }) => ({ place: await codes.sendResetCode(values.username!) }),
    confirmForgotPassword: async ({ username }, { values, turn }) => {
      const [code, newPassword] = [values.code!, values.newPassword!];
      await session.confirmForgotPassword({ username: username!, code, newPassword, ...metadata });
      return enterAfter('notice.passwordSet', { ...signInPlace(username), password: newPassword }, turn);
    },
  };
};
