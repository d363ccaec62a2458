import type { Answers } from './challenge.js';
import type { FirstFactor, SignInInput } from './types.js';

/**
 * Returns the input that starts a sign-in again after the response to a step was lost together with its session.
 * Returns `undefined` if the input of the step is not enough: a code is valid only once.
 *
 * @param asked The challenge that was shown to the user.
 * @param given The user's input.
 */
export const startAfresh = (
  asked: string | undefined,
  { choice, password, newPassword }: Answers,
): Pick<SignInInput, 'password' | 'preferredChallenge'> | undefined => {
  if (asked === 'SELECT_CHALLENGE') return { password, preferredChallenge: choice as FirstFactor };
  // If the new password was accepted, it signs in from now on.
  return asked === 'NEW_PASSWORD_REQUIRED' ? { password: newPassword } : undefined;
};
