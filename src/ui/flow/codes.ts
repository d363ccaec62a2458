import type { JourneyOptions } from './journey-types.js';
import type { Place } from './place.js';
import { tellsWhoExists } from './known-errors.js';

/** How long a user waits before another code may be sent, in milliseconds. */
const RESEND_AFTER = 30_000;

/** Sends codes. Both resolve to the place where the code is typed, and reject with what the session throws. */
export interface Codes {
  /** Where a code was sent already. */
  sent(place: Place): Place;
  /** Of a new account. */
  sendSignUpCode(place: Place): Promise<Place>;
  /** For a new password. Does not tell who has an account. */
  sendResetCode(username: string): Promise<Place>;
}

/** Makes the {@link Codes} of a session. */
export const createCodes = ({ session, metadata, now }: JourneyOptions): Codes => {
  const sent = (place: Place): Place => ({ ...place, resendAt: now() + RESEND_AFTER });
  return {
    sent,
    sendSignUpCode: async (place) => {
      const delivery = await session.resendSignUpCode({ username: place.username!, ...metadata });
      return sent({ ...place, name: 'confirmSignUp', delivery });
    },
    sendResetCode: async (username) => {
      const delivery = await session.forgotPassword({ username, ...metadata }).catch((error: unknown) => {
        if (!tellsWhoExists(error)) throw error;
        return undefined;
      });
      return sent({ name: 'confirmForgotPassword', username, delivery });
    },
  };
};
