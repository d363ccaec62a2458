import { invalidParameter, notAuthorized, PoolError, wrongPassword } from '../errors.js';
import { parameter } from '../input.js';
import type { MfaMethod } from '../options.js';
import { SENT_CODES, type SentCodeChallenge } from '../sessions.js';
import { afterFactors, putCode, putSecondFactor } from '../sign-in.js';
import { matchingStep } from '../totp.js';
import { journeyAfter, type Responder } from './responder.js';

/** A code that was sent, as a second factor or instead of a password. */
export const sentCode =
  (challenge: SentCodeChallenge): Responder =>
  async ({ pool, user, pending, answers }) => {
    const code = parameter(answers, `${challenge}_CODE`);
    if (!user || code !== pending.expected) {
      throw new PoolError('CodeMismatchException', 'Invalid code or auth state for the user.');
    }
    // The code proves that the user can read messages at the address.
    const { attribute, verifies } = SENT_CODES[challenge];
    if (verifies) user.attributes.set(`${attribute}_verified`, 'true');
    if (pending.enrolsEmail) user.mfa.add('EMAIL_OTP');
    return afterFactors(pool, user, journeyAfter(pending, answers));
  };

/** SOFTWARE_TOKEN_MFA: a code of the authenticator app. */
export const softwareToken: Responder = async ({ pool, user, pending, answers }) => {
  const code = parameter(answers, 'SOFTWARE_TOKEN_MFA_CODE');
  if (!user?.totpSecret) throw wrongPassword();
  const step = await matchingStep(user.totpSecret, code, pool.now());
  if (step === undefined) throw new PoolError('CodeMismatchException', 'Invalid code received for user');
  if (step <= user.totpStepUsed) {
    throw new PoolError('ExpiredCodeException', 'Your software token has already been used once.');
  }
  user.totpStepUsed = step;
  return afterFactors(pool, user, journeyAfter(pending, answers));
};

/** SELECT_MFA_TYPE: one of several second factors. */
export const selectMfaType: Responder = async ({ pool, user, pending, answers }) => {
  const answer = parameter(answers, 'ANSWER');
  const choice = pending.choices?.find((method) => method === answer);
  if (!user || !choice) throw invalidParameter(`Invalid MFA type ${answer} for the user.`);
  return putSecondFactor(pool, user, journeyAfter(pending, answers), choice as MfaMethod);
};

/** MFA_SETUP: the authenticator app has been verified, or an email address must be. */
export const mfaSetup: Responder = async ({ pool, user, pending, answers }) => {
  if (!user) throw wrongPassword();
  const email = answers.EMAIL;
  if (email !== undefined && pool.settings.mfaSetup.includes('EMAIL_OTP')) {
    user.attributes.set('email', email).set('email_verified', 'false');
    return putCode(pool, user, { ...journeyAfter(pending, answers), challenge: 'EMAIL_OTP', enrolsEmail: true });
  }
  if (!pending.totpVerified || pending.totpSecret === undefined) throw notAuthorized('Invalid session for the user.');
  user.totpSecret = pending.totpSecret;
  user.mfa.add('SOFTWARE_TOKEN_MFA');
  return afterFactors(pool, user, journeyAfter(pending, answers));
};
