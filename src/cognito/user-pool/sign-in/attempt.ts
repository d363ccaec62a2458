import type { Platform } from '../../../core/platform-types.js';
import type { ServiceClient } from '../../service/client.js';
import type { AuthFlow, UserPoolSettings } from '../../configuration/configuration.js';
import type { DeviceKeys } from '../devices/device.js';
import { isUncertain } from '../../service/lost-answers.js';
import type { Operation } from '../../service/results.js';
import { POOL_OPERATIONS } from '../operation-table.js';
import type { SrpExchange, SrpOptions } from '../srp/srp.js';
import type { AuthAnswer, Metadata, SignInStep } from './types.js';

/** The dependencies that the parts of a sign-in share. */
export interface SignInContext {
  readonly client: ServiceClient;
  readonly userPool: UserPoolSettings;
  readonly devices: DeviceKeys;
  readonly srp: SrpOptions;
  /** Returns the time by the server's clock, as far as that is known, in milliseconds since the epoch. */
  readonly now: () => number;
  /** The browser's passkeys. */
  readonly credentials: Platform<'CredentialsContainer'> | undefined;
}

/** A sign-in in progress. It stores no password. */
export interface SignInAttempt {
  /** The user name or alias that the user typed. */
  readonly alias: string;
  /** The real user name once the server has sent it; until then the alias. */
  username: string;
  readonly flow: AuthFlow;
  readonly clientMetadata: Metadata | undefined;
  readonly deviceName: string | undefined;
  readonly controller: AbortController;
  /** The session's generation when it began. */
  readonly startGeneration: number;
  /** Whether confirmSignIn may continue. */
  waiting: boolean;
  /** The challenge in the server's last response. */
  challenge: AuthAnswer;
  /** The session to respond with. Verifying a TOTP code returns a newer one than the challenge's. */
  session: string | undefined;
  /** Whether the caller has seen the challenge. */
  shown: boolean;
  /** The step that the caller has seen last. */
  step?: SignInStep | undefined;
  /** The factor that the user chose to set up. */
  choice?: string | undefined;
  /** Whether the TOTP code was verified. A retry must not verify it again. */
  verified?: boolean | undefined;
  srp?: SrpExchange | undefined;
  /** Whether a response in the current step was lost, so that its session may be used up. */
  lost?: boolean | undefined;
}

/** Makes a call of a step. */
export const callStep = async <T>(
  { client }: Pick<SignInContext, 'client'>,
  attempt: SignInAttempt,
  operation: Operation,
  input: object,
): Promise<T> => {
  const { controller, lost } = attempt;
  try {
    const result = await client.call<T>(operation, input, {
      signal: controller.signal,
      wasLost: lost,
      operations: POOL_OPERATIONS,
    });
    attempt.lost = false;
    return result;
  } catch (error) {
    attempt.lost = isUncertain(error);
    throw error;
  }
};

/** Updates the attempt with the server's response. */
export const applyAnswer = (attempt: SignInAttempt, challenge: AuthAnswer): void => {
  const { USER_ID_FOR_SRP, USERNAME } = challenge.ChallengeParameters ?? {};
  attempt.username = USER_ID_FOR_SRP ?? USERNAME ?? attempt.username;
  attempt.challenge = challenge;
  attempt.session = challenge.Session;
  attempt.choice = undefined;
  attempt.verified = undefined;
};
