import { signIn as signInPart } from '#parts/cognito';
import { untilAborted } from '../../core/abortable.js';
import { SignInCancelledError } from '../errors.js';
import type { SignIn, SignInOptions } from '../user-pool/sign-in/sign-in.js';

/** Creates a {@link SignIn} whose code is loaded with its first use: most visits of a page begin with a session. */
export const createUserPoolSignIn = (options: SignInOptions): SignIn => {
  let signIn: SignIn | undefined;
  let cancellation = new AbortController();
  const load = async (): Promise<SignIn> => {
    const { createSignIn } = await signInPart();
    signIn ??= createSignIn(options);
    return signIn;
  };
  return {
    signIn: async (...input) => (await untilAborted(load(), cancellation.signal)).signIn(...input),
    confirmSignIn: async (...input) => (await load()).confirmSignIn(...input),
    cancel: (asked) => {
      signIn?.cancel(asked);
      // A sign-in that is still being loaded has no step yet.
      if (asked) return;
      cancellation.abort(new SignInCancelledError('sign-in-cancelled', 'The sign-in was cancelled.'));
      cancellation = new AbortController();
    },
  };
};
