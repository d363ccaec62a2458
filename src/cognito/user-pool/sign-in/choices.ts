import type { FirstFactor, SecondFactor, SetUpFactor } from './types.js';

/** The choices of a step: Cognito's names by the names of the steps that they lead to. */
export type Choices<N extends string> = Readonly<Record<N, string>>;

/** The choices of SELECT_CHALLENGE. The passwords lead to no step, because they are passed with the choice. */
export const FIRST_FACTORS: Choices<FirstFactor> = {
  password: 'PASSWORD',
  passwordSrp: 'PASSWORD_SRP',
  emailOtp: 'EMAIL_OTP',
  smsOtp: 'SMS_OTP',
  webAuthn: 'WEB_AUTHN',
};

/** The choices of SELECT_MFA_TYPE. */
export const SECOND_FACTORS: Choices<SecondFactor> = {
  smsMfa: 'SMS_MFA',
  totpMfa: 'SOFTWARE_TOKEN_MFA',
  emailOtp: 'EMAIL_OTP',
};

/** The choices of MFA_SETUP. A phone number for SMS cannot be set up during a sign-in. */
export const SET_UP_FACTORS: Choices<SetUpFactor> = {
  setUpTotp: 'SOFTWARE_TOKEN_MFA',
  setUpEmail: 'EMAIL_OTP',
};

/** Returns the names of the factors that Cognito offers. Omits unknown ones, because they cannot be chosen. */
export const namesOf = <N extends string>(choices: Choices<N>, offered: readonly string[]): N[] =>
  (Object.keys(choices) as N[]).filter((name) => offered.includes(choices[name]));

/**
 * Returns Cognito's name of a choice.
 *
 * @throws TypeError for a name that is not one of the choices
 */
export const toWire = <N extends string>(choices: Choices<N>, choice: string): string => {
  if (Object.hasOwn(choices, choice)) return choices[choice as N];
  throw new TypeError(`choice: ${JSON.stringify(choice)} is not one of ${Object.keys(choices).join(', ')}.`);
};
