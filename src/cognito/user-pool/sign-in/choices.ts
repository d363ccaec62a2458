import type { FirstFactor, SecondFactor, SetUpFactor } from './types.js';

/** The choices of a step, by the name of the step that each leads to; with Cognito's own names. */
export type Choices<N extends string> = Readonly<Record<N, string>>;

/** SELECT_CHALLENGE. The passwords lead to no step: they are given with the choice. */
export const FIRST_FACTORS: Choices<FirstFactor> = {
  password: 'PASSWORD',
  passwordSrp: 'PASSWORD_SRP',
  emailOtp: 'EMAIL_OTP',
  smsOtp: 'SMS_OTP',
  webAuthn: 'WEB_AUTHN',
};

/** SELECT_MFA_TYPE. */
export const SECOND_FACTORS: Choices<SecondFactor> = {
  smsMfa: 'SMS_MFA',
  totpMfa: 'SOFTWARE_TOKEN_MFA',
  emailOtp: 'EMAIL_OTP',
};

/** MFA_SETUP: a phone number for SMS cannot be set up while signing in. */
export const SET_UP_FACTORS: Choices<SetUpFactor> = {
  setUpTotp: 'SOFTWARE_TOKEN_MFA',
  setUpEmail: 'EMAIL_OTP',
};

/** The names of what Cognito offers; what is not known here cannot be chosen, so it is left out. */
export const namesOf = <N extends string>(choices: Choices<N>, offered: readonly string[]): N[] =>
  (Object.keys(choices) as N[]).filter((name) => offered.includes(choices[name]));

/**
 * Cognito's name of a choice.
 *
 * @throws TypeError for a name that is none of the choices
 */
export const toWire = <N extends string>(choices: Choices<N>, choice: string): string => {
  if (Object.hasOwn(choices, choice)) return choices[choice as N];
  throw new TypeError(`choice: ${JSON.stringify(choice)} is none of ${Object.keys(choices).join(', ')}.`);
};
