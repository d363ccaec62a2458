import type { TextMap } from '../input.js';
import type { Output, Pool } from '../pool.js';
import type { Attempt } from '../sessions.js';
import type { Journey } from '../sign-in.js';
import type { User } from '../users.js';

/** An answer to a challenge, with what the pool knows of it. */
export interface Response {
  readonly pool: Pool;
  /** Nothing for somebody who does not exist and must not find out. */
  readonly user: User | undefined;
  readonly attempt: Attempt;
  readonly answers: TextMap;
  readonly clientMetadata: TextMap;
}

/** Judges the answers to one challenge: the next challenge, or the tokens. */
export type Responder = (response: Response) => Promise<Output>;

/** How the sign-in goes on after an answer, which may bring the device key that earlier ones had not. */
export const journeyAfter = ({ flow, deviceKey }: Journey, answers: TextMap): Journey => ({
  flow,
  deviceKey: answers.DEVICE_KEY ?? deviceKey,
});
