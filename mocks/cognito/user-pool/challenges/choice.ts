import { invalidParameter, wrongPassword } from '../errors.js';
import { parameter } from '../input.js';
import { requestOptions } from '../passkey.js';
import type { Output, Pool } from '../pool.js';
import { type SignInState, putChallenge, putCode } from '../sign-in.js';
import { isVerified, type User } from '../users.js';
import { password, passwordSrp } from './password.js';
import { journeyAfter, type Responder } from './responder.js';

/** Returns the first factors of a user. An unknown user seems to have a password. */
export const availableChallenges = (user: User | undefined): readonly string[] => [
  ...(user && user.password === undefined ? [] : ['PASSWORD', 'PASSWORD_SRP']),
  ...(user && isVerified(user, 'email') ? ['EMAIL_OTP'] : []),
  ...(user && isVerified(user, 'phone_number') ? ['SMS_OTP'] : []),
  ...(user?.passkeys.size ? ['WEB_AUTHN'] : []),
];

/** Asks the user to choose a first factor. */
export const putChoice = (pool: Pool, user: User | undefined, state: SignInState): Output => {
  const choices = availableChallenges(user);
  const pending = { ...state, challenge: 'SELECT_CHALLENGE', username: user?.username, choices };
  return { ...putChallenge(pool, pending), AvailableChallenges: choices };
};

/** SELECT_CHALLENGE. The choice may come with its parameters. */
export const selectChallenge: Responder = async (response) => {
  const { pool, user, pending, answers } = response;
  const choice = parameter(answers, 'ANSWER');
  if (!pending.choices?.includes(choice)) throw invalidParameter(`Challenge ${choice} is not available for the user.`);
  if (choice === 'PASSWORD') return password(response);
  if (choice === 'PASSWORD_SRP') return passwordSrp(response);
  if (!user) throw wrongPassword();
  return putPasswordless(pool, user, journeyAfter(pending, answers), choice);
};

/** Sends a code or asks for a passkey. */
export const putPasswordless = (
  pool: Pool,
  user: User,
  { flow, deviceKey }: SignInState,
  challenge: string,
): Output => {
  if (challenge !== 'WEB_AUTHN') return putCode(pool, user, { flow, deviceKey, challenge }, 8);
  const { challenge: expected, options } = requestOptions(pool, user);
  return putChallenge(
    pool,
    { flow, deviceKey, challenge, username: user.username, expected },
    { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options), USERNAME: user.username },
  );
};
