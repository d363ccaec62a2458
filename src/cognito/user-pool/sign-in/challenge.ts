import type { SignInAttempt, SignInContext } from './attempt.js';
import type { Metadata, SignInStep } from './types.js';

/** All possible inputs of a challenge: the union of what signIn and confirmSignIn take. */
export interface Answers {
  readonly code?: string | undefined;
  readonly newPassword?: string | undefined;
  readonly attributes?: Metadata | undefined;
  readonly answer?: string | undefined;
  readonly choice?: string | undefined;
  readonly password?: string | undefined;
  readonly email?: string | undefined;
  readonly credential?: object | undefined;
  readonly clientMetadata?: Metadata | undefined;
}

/** A kind of challenge. */
export interface Challenge {
  /**
   * Whether the response includes the device key, so that the server can skip further challenges for a remembered
   * device.
   */
  readonly namesDevice: boolean;
  /** Returns the step for the caller; `undefined` if the challenge is answered without asking. */
  show?(attempt: SignInAttempt, context: SignInContext): SignInStep | undefined | Promise<SignInStep | undefined>;
  /**
   * Returns the ChallengeResponses that are specific to the challenge; `undefined` if the answer leads to another step
   * without a call.
   *
   * @throws TypeError if the input lacks what the step asks for
   */
  answer(
    attempt: SignInAttempt,
    input: Answers,
    context: SignInContext,
  ): Record<string, string> | undefined | Promise<Record<string, string> | undefined>;
}

/** Returns a value that the current step asks for. @throws TypeError if it is missing */
export const need = (
  input: Answers,
  key: 'code' | 'newPassword' | 'answer' | 'choice' | 'password' | 'email',
): string => {
  const value = input[key];
  if (typeof value !== 'string') throw new TypeError(`The sign-in waits for confirmSignIn({ ${key} }).`);
  return value;
};

/** Parses a challenge parameter that is JSON. */
export const parsed = <T>(json: string | undefined, otherwise: T): T => (json ? (JSON.parse(json) as T) : otherwise);
