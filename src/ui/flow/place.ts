import type { CodeDelivery, DoneStep, FirstFactor, SignInStep } from '../../cognito/user-pool/sign-in/types.js';
import type { TextKey } from '../texts/types.js';
import type { Explanation } from './explanation.js';
import type { FlowStep } from './types.js';

/** What a session asks in the middle of a sign-in. */
export type Asked = Exclude<SignInStep, DoneStep>;

/** Where a flow is: what its step is made from, and what the next one needs. None of it is shown but by the step. */
export interface Place {
  readonly name: FlowStep['name'];
  /** As the user typed it; at `signedIn` the real one. */
  readonly username?: string | undefined;
  /** The address that the user signs in with, where it is not the user name. */
  readonly address?: string | undefined;
  readonly asked?: Asked | undefined;
  readonly delivery?: CodeDelivery | undefined;
  /** From when on another code may be asked for. Milliseconds since the epoch. */
  readonly resendAt?: number | undefined;
  /** Which password is asked for. */
  readonly factor?: FirstFactor | undefined;
  /** Where `back` leads. Default: to the step that is before this one in every flow. */
  readonly before?: Place | undefined;
  /** The user wants this device to be remembered. */
  readonly remember?: boolean | undefined;
  /** Of the account that is being confirmed. */
  readonly password?: string | undefined;
  /** What a sign-up gave to sign in with once the account is confirmed (USER_AUTH). */
  readonly pass?: string | undefined;
}

/** What went wrong, and what was thrown. */
export interface Failure {
  readonly explanation: Explanation;
  readonly cause: unknown;
}

/** What came of something: where the flow is now, and what the user has to know. */
export interface Outcome {
  readonly place: Place;
  readonly notice?: TextKey | undefined;
  readonly failure?: Failure | undefined;
}

/** Before it is known who uses the app. */
export const LOADING: Place = { name: 'loading' };

/** The form that everything begins with. */
export const signInPlace = (username?: string): Place => ({ name: 'signIn', username });

/** Where `back` leads; nothing where there is nothing before. */
export const placeBefore = ({ name, username, before }: Place): Place | undefined => {
  if (/^(loading|signIn|signedIn)$/.test(name)) return undefined;
  return before ?? (name === 'confirmForgotPassword' ? { name: 'forgotPassword', username } : signInPlace(username));
};

/** The first factors to choose from: a password can be proved in two ways, which are one to the user. */
export const firstFactors = (options: readonly FirstFactor[]): readonly FirstFactor[] =>
  options.filter((name) => name !== 'password' || !options.includes('passwordSrp'));

/** Whether a first factor is a password, however it is proved. */
export const isPassword = (factor: string | undefined): boolean => factor === 'password' || factor === 'passwordSrp';
