import { toBase64 } from './bytes.js';
import { refusal } from './refusals.js';
import type { TextMap } from './input.js';
import type { MfaMethod } from './options.js';
import type { Output, Pool } from './pool.js';
import { type PendingChallenge, SENT_CODES, type SentCodeChallenge } from './sessions.js';
import { beginExchange, toNumber } from './srp-server.js';
import { postAuthentication } from './triggers/authentication.js';
import { passwordVerifier, type User } from './users.js';

/** The default of a pool's TemporaryPasswordValidityDays, in milliseconds. */
const TEMPORARY_PASSWORD = 7 * 24 * 3_600_000;

/** The state of a sign-in between two calls, independent of the challenge. */
export type SignInState = Pick<PendingChallenge, 'flow' | 'deviceKey' | 'hasNewPassword'>;

/** Removes the state of the challenge that was passed. */
const onward = ({ flow, deviceKey, hasNewPassword }: SignInState): SignInState => ({
  flow,
  deviceKey,
  hasNewPassword,
});

/** Presents a challenge. Its answer must come with the `Session`. */
export const putChallenge = (pool: Pool, pending: PendingChallenge, parameters: TextMap = {}): Output => ({
  ChallengeName: pending.challenge,
  ChallengeParameters: parameters,
  Session: pool.sessions.open(pending),
});

/** @throws PoolError for a user who has not confirmed the sign-up, which Cognito tells before it looks at the password */
export const checkConfirmed = ({ status }: User): void => {
  if (status === 'UNCONFIRMED') throw refusal('unconfirmed');
};

/** @throws PoolError for a user who may not sign in, even with the right password */
export const checkStatus = (user: User): void => {
  if (!user.enabled) throw refusal('disabled');
  checkConfirmed(user);
  if (user.status === 'RESET_REQUIRED') throw refusal('resetRequired');
};

/** @throws PoolError for a wrong password, or a user without one */
export const checkUsersPassword = ({ password }: User, given: string): void => {
  if (password === undefined || password !== given) throw refusal('wrongPassword');
};

/** Continues after the right password: a new password, a second factor, the device, the tokens. */
export const afterPassword = (pool: Pool, user: User, pending: SignInState): Output | Promise<Output> => {
  const state = onward(pending);
  checkStatus(user);
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    if (pool.now() >= user.passwordSetAt + TEMPORARY_PASSWORD) throw refusal('temporaryPasswordExpired');
    return askNewPassword(pool, user, state);
  }
  const trusted = deviceOf(user, state)?.remembered ?? false;
  return (trusted ? undefined : askSecondFactor(pool, user, state)) ?? afterFactors(pool, user, state);
};

/** Continues after all factors: the device, if there is one, then the tokens. */
export const afterFactors = (pool: Pool, user: User, pending: SignInState): Output | Promise<Output> => {
  const state = onward(pending);
  checkStatus(user);
  return deviceOf(user, state)
    ? putChallenge(pool, { ...state, challenge: 'DEVICE_SRP_AUTH', username: user.username })
    : completeSignIn(pool, user, state);
};

/** Issues the tokens. */
export const completeSignIn = async (
  pool: Pool,
  user: User,
  { deviceKey, hasNewPassword }: SignInState,
): Promise<Output> => {
  await postAuthentication(pool, user, deviceKey);
  const source = hasNewPassword
    ? 'TokenGeneration_NewPasswordChallenge'
    : deviceKey === undefined
      ? 'TokenGeneration_Authentication'
      : 'TokenGeneration_AuthenticateDevice';
  return { ChallengeParameters: {}, AuthenticationResult: await pool.grants.start(user, { deviceKey }, source) };
};

const deviceOf = (user: User, { deviceKey }: SignInState) => {
  if (deviceKey === undefined) return undefined;
  const device = user.devices.get(deviceKey);
  if (!device?.salt) throw refusal('unknownDevice');
  return device;
};

const askNewPassword = (pool: Pool, user: User, state: SignInState): Output => {
  const missing = pool.settings.requiredAttributes.filter((name) => !user.attributes.has(name));
  return putChallenge(
    pool,
    { ...state, challenge: 'NEW_PASSWORD_REQUIRED', username: user.username },
    {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
    },
  );
};

const askSecondFactor = (pool: Pool, user: User, state: SignInState): Output | undefined => {
  const { mfa, mfaSetup } = pool.settings;
  const methods =
    mfa === 'off' ? [] : (Object.keys(SECOND_FACTORS) as MfaMethod[]).filter((method) => user.mfa.has(method));
  const pending = { ...state, username: user.username };
  const USER_ID_FOR_SRP = user.username;
  const [only, ...others] = methods;
  if (only === undefined) {
    if (mfa !== 'required') return undefined;
    const MFAS_CAN_SETUP = JSON.stringify(mfaSetup);
    return putChallenge(pool, { ...pending, challenge: 'MFA_SETUP' }, { MFAS_CAN_SETUP, USER_ID_FOR_SRP });
  }
  const chosen = others.length ? methods.find((method) => method === user.preferredMfa) : only;
  if (chosen !== undefined) return putSecondFactor(pool, user, state, chosen);
  const choice = { ...pending, challenge: 'SELECT_MFA_TYPE', choices: methods } as const;
  return putChallenge(pool, choice, { MFAS_CAN_CHOOSE: JSON.stringify(methods), USER_ID_FOR_SRP });
};

/** Asks for the code of a second factor, and sends the code if the factor needs that. */
export const putSecondFactor = (pool: Pool, user: User, before: SignInState, method: MfaMethod): Output =>
  SECOND_FACTORS[method](pool, user, onward(before));

/** Sends a code and asks for it. Codes that replace a password have 8 digits. */
export const putCode = (
  pool: Pool,
  user: User,
  pending: SignInState & Pick<PendingChallenge, 'enrolsEmail'> & { readonly challenge: SentCodeChallenge },
  digits = 6,
): Output => {
  const { attribute } = SENT_CODES[pending.challenge];
  const { code, details } = pool.codes.deliver(user, attribute, pending.challenge, digits);
  return putChallenge(
    pool,
    { ...pending, username: user.username, expected: code },
    {
      CODE_DELIVERY_DELIVERY_MEDIUM: details.DeliveryMedium,
      CODE_DELIVERY_DESTINATION: details.Destination,
      USER_ID_FOR_SRP: user.username,
    },
  );
};

/** Asks for a code of the authenticator app, which needs no message. */
const putTotp = (pool: Pool, user: User, state: SignInState): Output =>
  putChallenge(
    pool,
    { ...state, challenge: 'SOFTWARE_TOKEN_MFA', username: user.username },
    { USER_ID_FOR_SRP: user.username },
  );

const putCodeOf =
  (challenge: SentCodeChallenge): typeof putTotp =>
  (pool, user, state) =>
    putCode(pool, user, { ...state, challenge });

/** How each second factor is asked for, in the order of the choice. */
const SECOND_FACTORS: Readonly<Record<MfaMethod, typeof putTotp>> = {
  SMS_MFA: putCodeOf('SMS_MFA'),
  SOFTWARE_TOKEN_MFA: putTotp,
  EMAIL_OTP: putCodeOf('EMAIL_OTP'),
};

/** Responds to a client's `A`. The response for an unknown user looks the same. */
export const putPasswordVerifier = (
  pool: Pool,
  { user, name }: { readonly user: User | undefined; readonly name: string },
  srpA: string,
  state: SignInState & Pick<PendingChallenge, 'history'>,
): Output => {
  const verifier =
    user?.password === undefined ? toNumber(pool.random(256)) : passwordVerifier(user, pool.settings.name);
  const { srp, parameters } = exchange(pool, srpA, verifier);
  const pending = { ...state, challenge: 'PASSWORD_VERIFIER', username: user?.username, srp } as const;
  const answer = {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      ...parameters,
      SALT: (user?.salt ?? toNumber(pool.random(16))).toString(16),
      USERNAME: user?.username ?? name,
      USER_ID_FOR_SRP: user?.username ?? name,
    },
  };
  // The plain flow has no Session. Its secret block identifies the sign-in.
  if (state.flow === 'USER_SRP_AUTH') {
    pool.sessions.open(pending, srp.secretBlock);
    return answer;
  }
  return { ...answer, Session: pool.sessions.open(pending) };
};

/** Returns the server's half of an SRP exchange: the challenge parameters, and the state to keep. */
export const exchange = (pool: Pool, srpA: string, verifier: bigint) => {
  const begun = beginExchange(srpA, verifier, toNumber(pool.random(32)));
  if (!begun) throw refusal('srpA');
  const srp = { ...begun, secretBlock: toBase64(pool.random(256)) };
  return { srp, parameters: { SRP_B: srp.publicB.toString(16), SECRET_BLOCK: srp.secretBlock } };
};
