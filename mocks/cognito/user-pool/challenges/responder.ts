import type { TextMap } from '../input.js';
import type { Output, Pool } from '../pool.js';
import type { PendingChallenge } from '../sessions.js';
import type { SignInState } from '../sign-in.js';
import type { User } from '../users.js';

/** An answer to a challenge, with its context. */
export interface Response {
  readonly pool: Pool;
  /** The user. Undefined for an unknown user, which the response must not reveal. */
  readonly user: User | undefined;
  readonly pending: PendingChallenge;
  readonly answers: TextMap;
  readonly clientMetadata: TextMap;
}

/** Processes the answer to a challenge. Resolves to the next challenge, or to the tokens. */
export type Responder = (response: Response) => Promise<Output>;

/** Continues the sign-in after an answer, which may hold the device key that earlier answers lacked. */
export const journeyAfter = ({ flow, deviceKey, hasNewPassword }: SignInState, answers: TextMap): SignInState => ({
  flow,
  hasNewPassword,
  deviceKey: answers.DEVICE_KEY ?? deviceKey,
});
