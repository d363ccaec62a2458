import { invalidParameter, notAuthorized, PoolError } from '../errors.js';
import { optionalText, structure, text } from '../input.js';
import type { MfaMethod } from '../options.js';
import type { Operation, Pool } from '../pool.js';
import { matchingStep, toBase32 } from '../totp.js';
import { isVerified, type User } from '../users.js';

/** AssociateSoftwareToken, for a signed-in user or during MFA_SETUP. */
export const associateSoftwareToken: Operation = async (pool, input) => {
  if (pool.settings.mfa === 'off') {
    throw new PoolError(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool.',
    );
  }
  const SecretCode = toBase32(pool.random(32));
  const accessToken = optionalText(input, 'AccessToken');
  if (accessToken !== undefined) {
    const user = await pool.grants.authenticate(accessToken);
    user.newTotpSecret = SecretCode;
    return { SecretCode };
  }
  return pool.sessions.use(optionalText(input, 'Session'), async (pending) => {
    if (pending.challenge !== 'MFA_SETUP') throw notAuthorized('Invalid session for the user.');
    return { SecretCode, Session: pool.sessions.open({ ...pending, totpSecret: SecretCode, totpVerified: false }) };
  });
};

/** VerifySoftwareToken. */
export const verifySoftwareToken: Operation = async (pool, input) => {
  const code = text(input, 'UserCode');
  const accessToken = optionalText(input, 'AccessToken');
  if (accessToken !== undefined) {
    const user = await pool.grants.authenticate(accessToken);
    await checkCode(pool, user.newTotpSecret, code);
    user.totpSecret = user.newTotpSecret;
    user.newTotpSecret = undefined;
    return { Status: 'SUCCESS' };
  }
  return pool.sessions.use(optionalText(input, 'Session'), async (pending) => {
    if (pending.challenge !== 'MFA_SETUP') throw notAuthorized('Invalid session for the user.');
    await checkCode(pool, pending.totpSecret, code);
    return { Status: 'SUCCESS', Session: pool.sessions.open({ ...pending, totpVerified: true }) };
  });
};

/** The member of SetUserMFAPreference for each second factor, and what a user needs to enable it. */
const PREFERENCES: Readonly<
  Record<MfaMethod, { readonly setting: string; readonly isReady: (user: User) => boolean; readonly otherwise: string }>
> = {
  SMS_MFA: {
    setting: 'SMSMfaSettings',
    isReady: ({ attributes }) => attributes.has('phone_number'),
    otherwise: 'User does not have delivery config set to turn on SMS_MFA',
  },
  SOFTWARE_TOKEN_MFA: {
    setting: 'SoftwareTokenMfaSettings',
    isReady: ({ totpSecret }) => totpSecret !== undefined,
    otherwise: 'User has not verified software token mfa',
  },
  EMAIL_OTP: {
    setting: 'EmailMfaSettings',
    isReady: (user) => isVerified(user, 'email'),
    otherwise: 'User does not have delivery config set to turn on EMAIL_OTP',
  },
};

/** SetUserMFAPreference. */
export const setUserMfaPreference: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const { mfa } = pool.settings;
  const settings = (Object.keys(PREFERENCES) as MfaMethod[]).map(
    (method) => [method, structure(input, PREFERENCES[method].setting)] as const,
  );
  const preferred = settings.filter(([, setting]) => setting.PreferredMfa === true);
  if (preferred.length > 1) throw invalidParameter('Only one MFA method can be preferred.');
  for (const [method, setting] of settings) {
    if (setting.Enabled !== true) continue;
    if (mfa === 'off') throw invalidParameter('MFA is not enabled for the user pool.');
    const { isReady, otherwise } = PREFERENCES[method];
    if (!isReady(user)) throw invalidParameter(otherwise);
  }
  for (const [method, setting] of settings) {
    if (setting.Enabled === true) user.mfa.add(method);
    if (setting.Enabled === false) user.mfa.delete(method);
    const isDropped = setting.Enabled === false || setting.PreferredMfa === false;
    if (isDropped && user.preferredMfa === method) user.preferredMfa = undefined;
  }
  const [chosen] = preferred[0] ?? [];
  if (chosen !== undefined) {
    if (!user.mfa.has(chosen)) throw invalidParameter(`${chosen} must be enabled to be preferred.`);
    user.preferredMfa = chosen;
  }
  return {};
};

const checkCode = async (pool: Pool, secret: string | undefined, code: string): Promise<void> => {
  const step = secret === undefined ? undefined : await matchingStep(secret, code, pool.now());
  if (step === undefined) throw new PoolError('EnableSoftwareTokenMFAException', 'Code mismatch');
};
