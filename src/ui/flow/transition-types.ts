import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import type { Metadata } from '../../cognito/user-pool/sign-in/types.js';
import type { UsernameKind } from './options.js';
import type { FlowOutcome, Place } from './place.js';
import type { FormValues } from './values.js';

/** What {@link createTransitions} needs. */
export interface TransitionOptions {
  readonly session: CognitoSession;
  readonly internals: Pick<SessionInternals, 'signIn' | 'confirmSignIn'>;
  /** Sent to the Lambda triggers with each call. */
  readonly metadata: { readonly clientMetadata?: Metadata };
  /** Whether users may sign in without a password (USER_AUTH). */
  readonly passwordless: boolean;
  readonly usernameKind: () => UsernameKind;
  /** The names of the fields that are shown. */
  readonly visibleFields: () => readonly string[];
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: () => number;
}

/** Work that the user has started and may cancel. */
export interface Turn {
  /** Aborted when the user cancels the work: goes back, closes the form, or starts something else. */
  readonly signal: AbortSignal;
  /** The session's generation when the work began. A later sign-in or sign-out cancels the work. */
  readonly begun: Promise<number>;
  /** Waits for something outside the flow, which may never end. In the meantime the user can do something else. */
  elsewhere<T>(work: Promise<T>): Promise<T>;
}

/** What the user submitted. */
export interface Submission {
  readonly turn: Turn;
  readonly values: FormValues;
  readonly choice?: string | undefined;
  readonly rememberDevice?: boolean | undefined;
}

/** Submits a step. Rejects with what the session throws. */
export type Submit = (place: Place, submission: Submission) => Promise<FlowOutcome>;
