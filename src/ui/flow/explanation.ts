import type { TextKey } from '../texts/types.js';
import type { UsernameKind } from './options.js';
import type { FlowStepName } from './types.js';

/** Where an error occurred. */
export interface ErrorContext {
  /** The step that was submitted, such as `signIn`; `provider` for a sign-in with a provider. */
  readonly step: FlowStepName | 'provider' | (string & {});
  readonly usernameKind: UsernameKind;
  /** The names of the step's fields: an error about anything else is about the whole form. */
  readonly fields: readonly string[];
}

/** What an error means to a user. */
export interface Explanation {
  /** The text to show. A key that begins with `notice.` is not an error: it says why the flow continues at `next`. */
  readonly key: TextKey;
  /** Further texts, such as other rules that a password breaks. */
  readonly also?: readonly TextKey[];
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** The `name` of the field that the error is about. Default: the whole form. */
  readonly field?: string | undefined;
  /** After how many milliseconds a retry makes sense. Default: immediately, or never. */
  readonly retryAfter?: number;
  /** The step to go to, because the current step cannot continue. */
  readonly next?: 'signIn' | 'confirmSignUp' | 'forgotPassword';
}

/** An error, as the rules see it. */
export interface ErrorDetails extends ErrorContext {
  /** Cognito's code without `Exception`, or this package's own. */
  readonly code: string;
  /** The service's message: rules match it, users never see it. */
  readonly message: string;
  /** The operation that failed, such as `InitiateAuth`; empty if no operation failed. */
  readonly operation: string;
}

/** What an error means, independently of the fields that the step shows. */
export type Finding = Omit<Explanation, 'field'> & {
  /** The fields that the error may be about. The first that the step shows counts. */
  readonly fields?: readonly string[];
};

/** A row of a table: what an error means, either fixed or derived from its details. */
export type Rule = Finding | ((details: ErrorDetails) => Finding);

/** Applies a rule. */
export const apply = (rule: Rule, details: ErrorDetails): Finding =>
  typeof rule === 'function' ? rule(details) : rule;

/** The sign-in in progress cannot continue. */
export const START_AGAIN: Finding = { key: 'notice.startAgain', next: 'signIn' };
/** The user is no longer signed in. */
export const SESSION_ENDED: Finding = { key: 'notice.sessionEnded', next: 'signIn' };

/** The app is not set up correctly. The user cannot fix it. */
export const CONFIGURATION: Finding = { key: 'error.configuration' };

/** Returns a temporary error: the user may retry after this many seconds. */
export const after = (key: TextKey, seconds: number): Finding => ({
  key,
  parameters: { seconds },
  retryAfter: seconds * 1000,
});
