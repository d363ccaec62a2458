import type { TextKey } from '../texts/types.js';
import type { UsernameKind } from './options.js';
import type { FlowStepName } from './types.js';

/** Where something went wrong. */
export interface ErrorContext {
  /** The step that was submitted, such as `signIn`; `provider` for a sign-in somewhere else. */
  readonly step: FlowStepName | 'provider' | (string & {});
  readonly usernameKind: UsernameKind;
  /** The names of the step's fields: an error about anything else is about the whole form. */
  readonly fields: readonly string[];
}

/** What an error means to a user. */
export interface Explanation {
  /** The text. One that begins with `notice.` is no error, but says why the flow goes on at `next`. */
  readonly key: TextKey;
  /** More of the same, such as further rules that a password breaks. */
  readonly also?: readonly TextKey[];
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** The `name` of the field it is about. Default: the whole form. */
  readonly field?: string | undefined;
  /** After how many milliseconds it is worth trying again. Default: at once, or never. */
  readonly retryAfter?: number;
  /** The step to go to, because the present one cannot go on. */
  readonly next?: 'signIn' | 'confirmSignUp' | 'forgotPassword';
}

/** What is known of a failure. */
export interface Failure extends ErrorContext {
  /** Cognito's code without `Exception`, or this package's own. */
  readonly code: string;
  /** What the service says: to be recognised, never to be shown. */
  readonly message: string;
  /** The operation that failed, such as `InitiateAuth`; empty where none did. */
  readonly operation: string;
}

/** What an error means, whatever fields there are. */
export type Finding = Omit<Explanation, 'field'> & {
  /** The field it is about: the first of these that the step shows. */
  readonly fields?: readonly string[];
};

/** A row of a table: what an error means, always or by what else is known. */
export type Rule = Finding | ((failure: Failure) => Finding);

/** The finding of a rule. */
export const apply = (rule: Rule, failure: Failure): Finding => (typeof rule === 'function' ? rule(failure) : rule);

/** The sign-in under way is over. */
export const START_AGAIN: Finding = { key: 'notice.startAgain', next: 'signIn' };
/** The user is not signed in any more. */
export const SESSION_ENDED: Finding = { key: 'notice.sessionEnded', next: 'signIn' };

/** Nothing that the user does will help. */
export const CONFIGURATION: Finding = { key: 'error.configuration' };

/** Worth trying again when this many seconds have passed. */
export const after = (key: TextKey, seconds: number): Finding => ({
  key,
  parameters: { seconds },
  retryAfter: seconds * 1000,
});
