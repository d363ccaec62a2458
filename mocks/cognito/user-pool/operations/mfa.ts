import { optionalText, structure, text, type Input } from '../input.js';
import type { MfaMethod } from '../options.js';
import type { Operation, Pool } from '../pool.js';
import { refusal, type RefusalName } from '../refusals.js';
import { matchingStep, toBase32 } from '../totp.js';
import { isVerified, type User } from '../users.js';

/** AssociateSoftwareToken, for a signed-in user or during MFA_SETUP. */
export const associateSoftwareToken: Operation = async (pool, input) => {
  if (pool.settings.mfa === 'off') throw refusal('totpDisabled');
  const SecretCode = toBase32(pool.random(32));
  const accessToken = optionalText(input, 'AccessToken');
  if (accessToken !== undefined) {
    const user = await pool.grants.authenticate(accessToken);
    user.newTotpSecret = SecretCode;
    return { SecretCode };
  }
  return pool.sessions.use(optionalText(input, 'Session'), async (pending) => {
    if (pending.challenge !== 'MFA_SETUP') throw refusal('sessionInvalid');
    return { SecretCode, Session: pool.sessions.open({ ...pending, totpSecret: SecretCode, totpVerified: false }) };
  });
};

/** VerifySoftwareToken. A user who sets the app up during a sign-in has it from now on, even if the sign-in ends here. */
export const verifySoftwareToken: Operation = async (pool, input) => {
  const code = text(input, 'UserCode');
  const accessToken = optionalText(input, 'AccessToken');
  if (accessToken !== undefined) {
    const user = await pool.grants.authenticate(accessToken);
    await enrol(pool, user, user.newTotpSecret, code);
    return { Status: 'SUCCESS' };
  }
  return pool.sessions.use(optionalText(input, 'Session'), async (pending) => {
    const user = pool.users.find(pending.username ?? '');
    if (!user || pending.challenge !== 'MFA_SETUP') throw refusal('sessionInvalid');
    await enrol(pool, user, pending.totpSecret, code);
    user.mfa.add('SOFTWARE_TOKEN_MFA');
    return { Status: 'SUCCESS', Session: pool.sessions.open({ ...pending, totpVerified: true }) };
  });
};

/** Takes a secret over. Its code is used up: a sign-in needs the next one. */
const enrol = async (pool: Pool, user: User, secret: string | undefined, code: string): Promise<void> => {
  const step = secret === undefined ? undefined : await matchingStep(secret, code, pool.now());
  if (step === undefined) throw refusal('totpSetUpMismatch');
  user.totpSecret = secret;
  user.totpStepUsed = step;
  user.newTotpSecret = undefined;
};

/** The member of SetUserMFAPreference for each second factor, and what a user lacks to enable it. */
const PREFERENCES: Readonly<
  Record<MfaMethod, { readonly setting: string; readonly lacks: (user: User) => RefusalName | undefined }>
> = {
  SMS_MFA: {
    setting: 'SMSMfaSettings',
    lacks: ({ attributes }) => (attributes.has('phone_number') ? undefined : 'noDelivery'),
  },
  SOFTWARE_TOKEN_MFA: {
    setting: 'SoftwareTokenMfaSettings',
    lacks: ({ totpSecret, newTotpSecret }) => {
      if (totpSecret !== undefined) return undefined;
      return newTotpSecret === undefined ? 'totpNotSetUp' : 'totpNotVerified';
    },
  },
  EMAIL_OTP: {
    setting: 'EmailMfaSettings',
    lacks: (user) => (isVerified(user, 'email') ? undefined : 'noDelivery'),
  },
};

/** SetUserMFAPreference. */
export const setUserMfaPreference: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const settings = (Object.keys(PREFERENCES) as MfaMethod[]).map(
    (method) => [method, structure(input, PREFERENCES[method].setting)] as const,
  );
  const preferred = settings.filter(([, setting]) => setting.PreferredMfa === true);
  if (preferred.length > 1) throw refusal('severalPreferred');
  for (const [method, setting] of settings) {
    if (setting.Enabled === true) checkReady(pool, user, method);
  }
  for (const [method, setting] of settings) {
    if (setting.Enabled === true) user.mfa.add(method);
    if (setting.Enabled === false) user.mfa.delete(method);
    const isDropped = setting.Enabled === false || setting.PreferredMfa === false;
    if (isDropped && user.preferredMfa === method) user.preferredMfa = undefined;
  }
  const [chosen] = preferred[0] ?? [];
  if (chosen !== undefined) {
    if (!user.mfa.has(chosen)) throw refusal('preferredDisabled', chosen);
    user.preferredMfa = chosen;
  }
  return {};
};

const checkReady = (pool: Pool, user: User, method: MfaMethod): void => {
  if (pool.settings.mfa === 'off') throw refusal('mfaOff');
  const lacking = PREFERENCES[method].lacks(user);
  if (lacking === undefined) return;
  throw lacking === 'noDelivery' ? refusal(lacking, method) : refusal(lacking as 'totpNotSetUp');
};

/** SetUserSettings, the older call: codes by SMS, or none. It knows no other second factor. */
export const setUserSettings: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const options = input.MFAOptions as readonly Input[];
  if (options.some(({ DeliveryMedium }) => DeliveryMedium === 'SMS')) {
    checkReady(pool, user, 'SMS_MFA');
    user.mfa.add('SMS_MFA');
  } else user.mfa.delete('SMS_MFA');
  return {};
};
