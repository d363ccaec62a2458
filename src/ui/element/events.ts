import type { SessionState } from '../../cognito/session/record/states.js';

/**
 * The events of `<sigv4-sign-in>`. They bubble.
 *
 * @example
 * ```ts
 * document.addEventListener('sigv4-signed-in', ({ detail }) => console.log(detail.username));
 * ```
 */
export interface SignInElementEvents {
  /** The user is signed in: here, in another tab, or already before. */
  'sigv4-signed-in': CustomEvent<{ readonly state: SessionState; readonly username: string | undefined }>;
  /** The user has closed the form. */
  'sigv4-cancel': CustomEvent<null>;
  /** The element shows another step. */
  'sigv4-step': CustomEvent<{ readonly name: string }>;
}
