import type { SessionState } from '../../cognito/session/record/states.js';

/** The events of `<sigv4-sign-in>`. They bubble. */
export interface SignInElementEvents {
  /** The user is signed in: here, in another tab, or since before. */
  'sigv4-signed-in': CustomEvent<{ readonly state: SessionState; readonly username: string | undefined }>;
  /** The user has closed the form. */
  'sigv4-cancel': CustomEvent<null>;
  /** Another step is shown. */
  'sigv4-step': CustomEvent<{ readonly name: string }>;
}
