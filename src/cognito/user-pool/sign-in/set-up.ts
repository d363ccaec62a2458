import { AuthError } from '../../../core/errors.js';
import { totpUri } from '../operations/totp-uri.js';
import { type SignInAttempt, callStep } from './attempt.js';
import { type Challenge, need, parsed } from './challenge.js';
import { namesOf, SET_UP_FACTORS, toWire } from './choices.js';
import type { SetUpFactor, SignInStep } from './types.js';

/** Returns the factors that can be set up during this sign-in. */
const optionsOf = ({ challenge }: SignInAttempt): SetUpFactor[] =>
  namesOf(SET_UP_FACTORS, parsed<string[]>(challenge.ChallengeParameters?.MFAS_CAN_SETUP, ['SOFTWARE_TOKEN_MFA']));

/**
 * The challenge MFA_SETUP: a choice if there is more than one option, then an authenticator app or an e-mail address.
 */
export const mfaSetup: Challenge = {
  namesDevice: false,
  show: async (attempt, context): Promise<SignInStep> => {
    const options = optionsOf(attempt);
    if (options.length === 0) {
      throw new AuthError(
        'unexpected-answer',
        'This second factor cannot be set up during a sign-in. Add a phone number to the user first.',
      );
    }
    attempt.choice ??= options.length === 1 ? options[0] : undefined;
    if (!attempt.choice) return { step: 'selectMfaType', options, setUp: true };
    if (attempt.choice === 'setUpEmail') return { step: 'setUpEmail' };
    const { SecretCode, Session } = await callStep<{ SecretCode: string; Session?: string }>(
      context,
      attempt,
      'AssociateSoftwareToken',
      { Session: attempt.session },
    );
    attempt.session = Session ?? attempt.session;
    return { step: 'setUpTotp', secret: SecretCode, uri: (issuer) => totpUri(SecretCode, attempt.alias, issuer) };
  },

  answer: async (attempt, input, context) => {
    if (!attempt.choice) {
      const choice = need(input, 'choice');
      toWire(SET_UP_FACTORS, choice);
      attempt.choice = choice;
      return undefined;
    }
    if (attempt.choice === 'setUpEmail') return { EMAIL: need(input, 'email') };
    if (!attempt.verified) {
      const { Session } = await callStep<{ Session?: string }>(context, attempt, 'VerifySoftwareToken', {
        Session: attempt.session,
        UserCode: need(input, 'code'),
      });
      attempt.session = Session ?? attempt.session;
      attempt.verified = true;
    }
    return {};
  },
};
