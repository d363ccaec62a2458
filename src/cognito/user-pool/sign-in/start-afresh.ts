import type { Answers } from './challenge.js';
import type { FirstFactor, SignInInput } from './types.js';

/**
 * What begins a sign-in anew when the answer to a step was lost, and the step's session with it. Nothing where what the user gave
 * to the step does not suffice: a code is good once.
 *
 * @param asked The challenge that the user was shown.
 * @param given What the user gave to it.
 */
export const startAfresh = (
  asked: string | undefined,
  { choice, password, newPassword }: Answers,
): Pick<SignInInput, 'password' | 'preferredChallenge'> | undefined => {
  if (asked === 'SELECT_CHALLENGE') return { password, preferredChallenge: choice as FirstFactor };
  // Where it was taken it signs in from now on.
  return asked === 'NEW_PASSWORD_REQUIRED' ? { password: newPassword } : undefined;
};
