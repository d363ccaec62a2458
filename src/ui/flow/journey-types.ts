import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import type { Metadata } from '../../cognito/user-pool/sign-in/types.js';
import type { UsernameKind } from './options.js';
import type { Outcome, Place } from './place.js';
import type { FormValues } from './values.js';

/** What the calls of a flow rest on. */
export interface JourneyOptions {
  readonly session: CognitoSession;
  readonly internals: Pick<SessionInternals, 'signIn' | 'confirmSignIn'>;
  /** For the Lambda triggers, with each call. */
  readonly metadata: { readonly clientMetadata?: Metadata };
  /** Whether the pool lets users in without a password (USER_AUTH). */
  readonly passwordless: boolean;
  readonly usernameKind: () => UsernameKind;
  /** The names of the fields that the user sees now. */
  readonly shownFields: () => readonly string[];
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: () => number;
}

/** One thing that the user has begun. They may give it up while it is under way. */
export interface Turn {
  /** Aborted when they have: they went back, closed the form, or did something else. */
  readonly signal: AbortSignal;
  /** The session's generation when it began: a sign-in or a sign-out that came since has ended it. */
  readonly begun: Promise<number>;
  /** Waits for what happens elsewhere and may never end. Until then the user can do something else. */
  elsewhere<T>(work: Promise<T>): Promise<T>;
}

/** What was given to a step. */
export interface Answer {
  readonly turn: Turn;
  readonly values: FormValues;
  readonly choice?: string | undefined;
  readonly rememberDevice?: boolean | undefined;
}

/** Answers what a place asks. Rejects with what was thrown. */
export type Submit = (place: Place, answer: Answer) => Promise<Outcome>;
