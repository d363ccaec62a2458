import { parameter } from '../input.js';
import { underLockout } from '../lockout.js';
import type { MfaMethod } from '../options.js';
import { refusal } from '../refusals.js';
import { SENT_CODES, type SentCodeChallenge } from '../sessions.js';
import { afterFactors, putCode, putSecondFactor } from '../sign-in.js';
import { matchingStep } from '../totp.js';
import { journeyAfter, type Responder } from './responder.js';

/** A code that was sent, as a second factor or instead of a password. */
export const sentCode =
  (challenge: SentCodeChallenge): Responder =>
  async ({ pool, user, pending, answers }) => {
    const code = parameter(answers, `${challenge}_CODE`);
    if (!user) throw refusal('mfaCodeMismatch');
    await underLockout(user.lockouts.mfa, pool.now(), () => {
      if (code !== pending.expected) throw refusal('mfaCodeMismatch');
    });
    // The code proves that the user can read messages at the address.
    const { attribute, verifies } = SENT_CODES[challenge];
    if (verifies) user.attributes.set(`${attribute}_verified`, 'true');
    if (pending.enrolsEmail) user.mfa.add('EMAIL_OTP');
    return afterFactors(pool, user, journeyAfter(pending, answers));
  };

/** SOFTWARE_TOKEN_MFA: a code of the authenticator app. */
export const softwareToken: Responder = async ({ pool, user, pending, answers }) => {
  const code = parameter(answers, 'SOFTWARE_TOKEN_MFA_CODE');
  const { totpSecret } = user ?? {};
  if (!user || totpSecret === undefined) throw refusal('wrongPassword');
  await underLockout(user.lockouts.mfa, pool.now(), async () => {
    const step = await matchingStep(totpSecret, code, pool.now());
    if (step === undefined) throw refusal('totpMismatch');
    if (step <= user.totpStepUsed) throw refusal('totpUsed');
    user.totpStepUsed = step;
  });
  return afterFactors(pool, user, journeyAfter(pending, answers));
};

/** SELECT_MFA_TYPE: one of several second factors. */
export const selectMfaType: Responder = async ({ pool, user, pending, answers }) => {
  const answer = parameter(answers, 'ANSWER');
  const choice = pending.choices?.find((method) => method === answer);
  if (!user || !choice) throw refusal('unknownMfaType', answer);
  return putSecondFactor(pool, user, journeyAfter(pending, answers), choice as MfaMethod);
};

/** MFA_SETUP: the authenticator app has been verified, or an email address must be. */
export const mfaSetup: Responder = async ({ pool, user, pending, answers }) => {
  if (!user) throw refusal('wrongPassword');
  const email = answers.EMAIL;
  if (email !== undefined && pool.settings.mfaSetup.includes('EMAIL_OTP')) {
    user.attributes.set('email', email).set('email_verified', 'false');
    return putCode(pool, user, { ...journeyAfter(pending, answers), challenge: 'EMAIL_OTP', enrolsEmail: true });
  }
  if (!pending.totpVerified) throw refusal('sessionInvalid');
  return afterFactors(pool, user, journeyAfter(pending, answers));
};
