import type { Attempt, Context } from './attempt.js';
import type { Metadata, SignInStep } from './types.js';

/** All that can be given to a challenge: the union of what signIn and confirmSignIn take. */
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

/** One kind of challenge. */
export interface Challenge {
  /** What the caller gets to see; nothing where the challenge is answered without asking. */
  show?(attempt: Attempt, context: Context): SignInStep | undefined | Promise<SignInStep | undefined>;
  /**
   * ChallengeResponses, besides those that every challenge has; nothing where the answer leads to another step here.
   *
   * @throws TypeError the input lacks what is asked.
   */
  answer(
    attempt: Attempt,
    input: Answers,
    context: Context,
  ): Record<string, string> | undefined | Promise<Record<string, string> | undefined>;
}

/** A value that the present step asks for. */
export const need = (
  input: Answers,
  key: 'code' | 'newPassword' | 'answer' | 'choice' | 'password' | 'email',
): string => {
  const value = input[key];
  if (typeof value !== 'string') throw new TypeError(`The sign-in waits for confirmSignIn({ ${key} }).`);
  return value;
};

/** A challenge parameter that is JSON. */
export const parsed = <T>(json: string | undefined, otherwise: T): T => (json ? (JSON.parse(json) as T) : otherwise);
