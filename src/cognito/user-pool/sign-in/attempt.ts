import type { Platform } from '../../../core/platform-types.js';
import type { ServiceClient } from '../../service/client.js';
import type { AuthFlow, UserPoolSettings } from '../../configuration/configuration.js';
import type { DeviceKeys } from '../devices/device.js';
import { isUncertain } from '../../service/lost-answers.js';
import type { Operation } from '../../service/results.js';
import type { SrpExchange, SrpOptions } from '../srp/srp.js';
import type { AuthAnswer, Metadata, SignInStep } from './types.js';

/** What every part of a sign-in works with. */
export interface Context {
  readonly client: ServiceClient;
  readonly userPool: UserPoolSettings;
  readonly devices: DeviceKeys;
  readonly srp: SrpOptions;
  /** Milliseconds since the epoch, by the server's clock as far as it is known. */
  readonly now: () => number;
  /** The browser's passkeys. */
  readonly credentials: Platform<'CredentialsContainer'> | undefined;
}

/** A sign-in under way. It holds no password. */
export interface Attempt {
  /** What the user typed. */
  readonly alias: string;
  /** The real name, once the server has said it; until then the alias. */
  username: string;
  readonly flow: AuthFlow;
  readonly clientMetadata: Metadata | undefined;
  readonly deviceName: string | undefined;
  readonly controller: AbortController;
  /** The session's generation when it began. */
  readonly begun: number;
  /** Whether confirmSignIn may go on. */
  waiting: boolean;
  /** The server's last answer, which is still to be answered. */
  challenge: AuthAnswer;
  /** The session to answer it with: verifying a TOTP code gives a newer one than the challenge has. */
  session: string | undefined;
  /** The caller has seen what the challenge asks. */
  shown: boolean;
  /** What the caller was shown last. */
  step?: SignInStep | undefined;
  /** What the user chose to set up. */
  choice?: string | undefined;
  /** The TOTP code was verified: another try must not verify it again. */
  verified?: boolean | undefined;
  srp?: SrpExchange | undefined;
  /** An answer to the present step was lost, so that its session may be spent. */
  lost?: boolean | undefined;
}

/** One call of a step. */
export const callStep = async <T>(
  { client }: Pick<Context, 'client'>,
  attempt: Attempt,
  operation: Operation,
  input: object,
): Promise<T> => {
  const { controller, lost } = attempt;
  try {
    const result = await client.call<T>(operation, input, { signal: controller.signal, wasLost: lost });
    attempt.lost = false;
    return result;
  } catch (error) {
    attempt.lost = isUncertain(error);
    throw error;
  }
};

/** Takes over what the server answered. */
export const takeAnswer = (attempt: Attempt, challenge: AuthAnswer): void => {
  const { USER_ID_FOR_SRP, USERNAME } = challenge.ChallengeParameters ?? {};
  attempt.username = USER_ID_FOR_SRP ?? USERNAME ?? attempt.username;
  attempt.challenge = challenge;
  attempt.session = challenge.Session;
  attempt.choice = undefined;
  attempt.verified = undefined;
};
