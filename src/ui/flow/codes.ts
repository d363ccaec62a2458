import type { TransitionOptions } from './transition-types.js';
import type { Place } from './place.js';
import { revealsExistence } from './known-errors.js';

/** How long a user must wait before requesting another code, in milliseconds. */
const RESEND_AFTER = 30_000;

/** Sends codes. Resolves to the place where the user enters the code. Rejects with what the session throws. */
export interface Codes {
  /** The place after a code has just been sent. */
  sent(place: Place): Place;
  /** Sends the code that confirms a new account. */
  sendSignUpCode(place: Place): Promise<Place>;
  /** Sends the code that resets a password. Does not reveal whether the account exists. */
  sendResetCode(username: string): Promise<Place>;
}

/** Creates the {@link Codes} of a session. */
export const createCodes = ({ session, metadata, now }: TransitionOptions): Codes => {
  const sent = (place: Place): Place => ({ ...place, resendAt: now() + RESEND_AFTER });
  return {
    sent,
    sendSignUpCode: async (place) => {
      const delivery = await session.resendSignUpCode({ username: place.username!, ...metadata });
      return sent({ ...place, name: 'confirmSignUp', delivery });
    },
    sendResetCode: async (username) => {
      const delivery = await session.forgotPassword({ username, ...metadata }).catch((error: unknown) => {
        if (!revealsExistence(error)) throw error;
        return undefined;
      });
      return sent({ name: 'confirmForgotPassword', username, delivery });
    },
  };
};
