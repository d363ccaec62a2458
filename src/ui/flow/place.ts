import type { CodeDelivery, DoneStep, FirstFactor, SignInStep } from '../../cognito/user-pool/sign-in/types.js';
import type { TextKey } from '../texts/types.js';
import type { Explanation } from './explanation.js';
import type { FlowStep } from './types.js';

/** A step that the session asks for during a sign-in. */
export type Asked = Exclude<SignInStep, DoneStep>;

/**
 * Where a flow is: what its step is rendered from, and what the next step needs. Only the step is shown to the user.
 */
export interface Place {
  readonly name: FlowStep['name'];
  /** As the user typed it; at `signedIn`, the real user name. */
  readonly username?: string | undefined;
  /** The e-mail address or phone number that the user signs in with, if it differs from the user name. */
  readonly address?: string | undefined;
  readonly asked?: Asked | undefined;
  readonly delivery?: CodeDelivery | undefined;
  /** When the user may request another code, in milliseconds since the epoch. */
  readonly resendAt?: number | undefined;
  /** The kind of password that the step asks for. */
  readonly factor?: FirstFactor | undefined;
  /** Where `back` leads. Default: {@link placeBefore}. */
  readonly before?: Place | undefined;
  /** Whether to remember this device. */
  readonly remember?: boolean | undefined;
  /** The password of the account that is being confirmed. */
  readonly password?: string | undefined;
  /** The sign-up's session, which signs the user in once the account is confirmed (USER_AUTH). */
  readonly signUpSession?: string | undefined;
}

/** An error for the user, and what was thrown. */
export interface Failure {
  readonly explanation: Explanation;
  readonly cause: unknown;
}

/** The result of a step: where the flow goes, and what to tell the user. */
export interface FlowOutcome {
  readonly place: Place;
  readonly notice?: TextKey | undefined;
  readonly failure?: Failure | undefined;
}

/** The place of a flow until the session is restored. */
export const LOADING: Place = { name: 'loading' };

/** Returns the place of the sign-in form. */
export const signInPlace = (username?: string): Place => ({ name: 'signIn', username });

/** Where `back` leads. Undefined at a place that nothing precedes. */
export const placeBefore = ({ name, username, before }: Place): Place | undefined => {
  if (/^(loading|signIn|signedIn)$/.test(name)) return undefined;
  return before ?? (name === 'confirmForgotPassword' ? { name: 'forgotPassword', username } : signInPlace(username));
};

/** Returns the first factors to choose from. Cognito may offer a password in two ways, which are the same to the user. */
export const firstFactors = (options: readonly FirstFactor[]): readonly FirstFactor[] =>
  options.filter((name) => name !== 'password' || !options.includes('passwordSrp'));

/** Whether a first factor is a password, sent as such or proved by SRP. */
export const isPassword = (factor: string | undefined): boolean => factor === 'password' || factor === 'passwordSrp';
