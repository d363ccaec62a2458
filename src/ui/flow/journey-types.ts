import type { CognitoSession } from '../../cognito/session-types.js';
import type { Metadata } from '../../cognito/sign-in/types.js';
import type { UsernameKind } from './options.js';
import type { Outcome, Place } from './place.js';
import type { FormValues } from './values.js';

/** What the calls of a flow rest on. */
export interface JourneyOptions {
  readonly session: CognitoSession;
  /** For the Lambda triggers, with each call. */
  readonly metadata: { readonly clientMetadata?: Metadata };
  /** Whether the pool lets users in without a password (USER_AUTH). */
  readonly passwordless: boolean;
  readonly usernameKind: UsernameKind;
  /** The names of the fields that the user sees now. */
  readonly shownFields: () => readonly string[];
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: () => number;
}

/** What was given to a step. */
export interface Answer {
  readonly values: FormValues;
  readonly choice?: string | undefined;
  readonly rememberDevice?: boolean | undefined;
}

/** Answers what a place asks. Rejects with what was thrown. */
export type Submit = (place: Place, answer: Answer) => Promise<Outcome>;
