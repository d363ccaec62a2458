import { SIGN_IN_DIGITS } from '../codes.js';
import { refusal } from '../refusals.js';
import { parameter } from '../input.js';
import { requestOptions } from '../passkey.js';
import type { Output, Pool } from '../pool.js';
import { type SignInState, putChallenge, putCode } from '../sign-in.js';
import { isVerified, type User } from '../users.js';
import { password, passwordSrp } from './password.js';
import { journeyAfter, type Responder } from './responder.js';

/** What a user may sign in with. */
type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** An unknown user seems to have a password. */
const hasPassword = (user: User | undefined): boolean => user === undefined || user.password !== undefined;

/** Whether a user has each first factor, in the order of the choice. */
const FIRST_FACTORS: Readonly<Record<FirstFactor, (user: User | undefined) => boolean>> = {
  PASSWORD: hasPassword,
  PASSWORD_SRP: hasPassword,
  EMAIL_OTP: (user) => user !== undefined && isVerified(user, 'email'),
  SMS_OTP: (user) => user !== undefined && isVerified(user, 'phone_number'),
  WEB_AUTHN: (user) => user !== undefined && user.passkeys.size > 0,
};

/** Returns the first factors of a user. */
export const availableChallenges = (user: User | undefined): readonly FirstFactor[] =>
  (Object.keys(FIRST_FACTORS) as FirstFactor[]).filter((factor) => FIRST_FACTORS[factor](user));

/** Asks the user to choose a first factor. */
export const putChoice = (pool: Pool, user: User | undefined, state: SignInState): Output => {
  const choices = availableChallenges(user);
  const pending = { ...state, challenge: 'SELECT_CHALLENGE', username: user?.username, choices } as const;
  return { ...putChallenge(pool, pending), AvailableChallenges: choices };
};

/** SELECT_CHALLENGE. The choice may come with its parameters. */
export const selectChallenge: Responder = async (response) => {
  const { pool, user, pending, answers } = response;
  const answer = parameter(answers, 'ANSWER');
  const choice = (pending.choices as readonly FirstFactor[] | undefined)?.find((factor) => factor === answer);
  if (!choice) throw refusal('unavailableChallenge', answer);
  if (choice === 'PASSWORD') return password(response);
  if (choice === 'PASSWORD_SRP') return passwordSrp(response);
  if (!user) throw refusal('wrongPassword');
  return putPasswordless(pool, user, journeyAfter(pending, answers), choice);
};

/** Sends a code or asks for a passkey. */
export const putPasswordless = (
  pool: Pool,
  user: User,
  { flow, deviceKey }: SignInState,
  challenge: Exclude<FirstFactor, 'PASSWORD' | 'PASSWORD_SRP'>,
): Output => {
  if (challenge !== 'WEB_AUTHN') return putCode(pool, user, { flow, deviceKey, challenge }, SIGN_IN_DIGITS);
  const { challenge: expected, options } = requestOptions(pool, user);
  return putChallenge(
    pool,
    { flow, deviceKey, challenge, username: user.username, expected },
    { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options), USERNAME: user.username },
  );
};
