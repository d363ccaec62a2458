import { checkAttribute, verifyAttribute, writeAttribute } from '../attributes.js';
import { type DeliveryDetails, expiredCode, mask } from '../codes.js';
import { invalidParameter, notAuthorized, PoolError } from '../errors.js';
import { attributeList, optionalText, text } from '../input.js';
import { checkPassword } from '../password-policy.js';
import { callersUser, type Operation, type Pool, unknownUser } from '../pool.js';
import type { Settings } from '../settings.js';
import { autoVerify, postConfirmation, preSignUp } from '../triggers/sign-up.js';
import { isVerified, type User } from '../users.js';

const HOUR = 3_600_000;

/** Checks the name of a new user. Returns the attribute that it is, if users of the pool sign in with one. */
export const checkUsername = ({ signInWith }: Settings, username: string): 'email' | 'phone_number' | undefined => {
  if (signInWith === 'email' && !username.includes('@')) throw invalidParameter('Username should be an email.');
  if (signInWith === 'phone_number' && !username.startsWith('+')) {
    throw invalidParameter('Username should be a phone number.');
  }
  return signInWith === 'email' || signInWith === 'phone_number' ? signInWith : undefined;
};

/** SignUp. */
export const signUp: Operation = async (pool, input) => {
  const existing = callersUser(pool, input);
  const { settings } = pool;
  const username = text(input, 'Username');
  const password = optionalText(input, 'Password');
  const attributes = attributeList(input, 'UserAttributes');
  const given = new Map(attributes);
  const address = checkUsername(settings, username);
  if (address) given.set(address, username);
  for (const [name, value] of given) checkAttribute(name, value);
  const missing = settings.requiredAttributes.filter((name) => !given.get(name));
  if (missing.length) {
    const problems = missing.map((name) => `${name}: The attribute is required\n`).join('');
    throw invalidParameter(`Attributes did not conform to the schema: ${problems}`);
  }
  if (password !== undefined) checkPassword(password, settings.passwordPolicy);
  else if (!settings.flows.includes('USER_AUTH')) throw invalidParameter('Missing required parameter Password');
  if (existing) {
    const noun = address === 'email' ? 'An account with the given email' : 'User';
    throw new PoolError('UsernameExistsException', `${noun} already exists${address === 'email' ? '.' : ''}`);
  }
  const response = await preSignUp(pool, input, 'PreSignUp_SignUp', username, Object.fromEntries(given));
  const isConfirmed = settings.autoConfirm || response.autoConfirmUser === true;
  const user = pool.users.add({
    username,
    status: isConfirmed ? 'CONFIRMED' : 'UNCONFIRMED',
    ...(password === undefined ? {} : { password }),
  });
  for (const [name, value] of given) writeAttribute(user, name, value);
  autoVerify(pool, user, response);
  const details = isConfirmed ? undefined : sendSignUpCode(pool, user);
  if (isConfirmed) await postConfirmation(pool, user, input);
  return {
    UserConfirmed: isConfirmed,
    UserSub: user.sub,
    ...(details ? { CodeDeliveryDetails: details } : {}),
    ...(settings.flows.includes('USER_AUTH')
      ? {
          Session: pool.sessions.open({
            // A user whom a pre-sign-up trigger has confirmed has no code to enter.
            challenge: isConfirmed ? 'CONFIRMED_SIGN_UP' : 'SIGN_UP',
            username: user.username,
            flow: 'USER_AUTH',
          }),
        }
      : {}),
  };
};

/** ConfirmSignUp. */
export const confirmSignUp: Operation = async (pool, input) => {
  const user = callersUser(pool, input);
  const code = text(input, 'ConfirmationCode');
  if (!user) throw unknownUser(pool, expiredCode());
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  const confirm = async (): Promise<void> => {
    const attribute = pool.codes.redeem(user, 'SignUp', code);
    verifyAttribute(pool, user, attribute, input.ForceAliasCreation === true);
    user.status = 'CONFIRMED';
    await postConfirmation(pool, user, input);
  };
  const session = optionalText(input, 'Session');
  if (session === undefined) {
    await confirm();
    return {};
  }
  return pool.sessions.use(session, async ({ challenge, username }) => {
    if (challenge !== 'SIGN_UP' || username !== user.username) throw notAuthorized('Invalid session for the user.');
    await confirm();
    return { Session: pool.sessions.open({ challenge: 'CONFIRMED_SIGN_UP', username, flow: 'USER_AUTH' }) };
  });
};

/** ResendConfirmationCode. */
export const resendConfirmationCode: Operation = (pool, input) => {
  const user = callersUser(pool, input);
  if (!user) return simulatedDelivery(pool, text(input, 'Username'));
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  return { CodeDeliveryDetails: sendSignUpCode(pool, user) };
};

/** ForgotPassword. */
export const forgotPassword: Operation = (pool, input) => {
  const user = callersUser(pool, input);
  if (!user) return simulatedDelivery(pool, text(input, 'Username'));
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  const attribute = ['email', 'phone_number'].find((name) => isVerified(user, name));
  if (!attribute) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  return { CodeDeliveryDetails: pool.codes.send(user, attribute, 'ForgotPassword', HOUR) };
};

/** ConfirmForgotPassword. */
export const confirmForgotPassword: Operation = async (pool, input) => {
  const user = callersUser(pool, input);
  const password = text(input, 'Password');
  const code = text(input, 'ConfirmationCode');
  checkPassword(password, pool.settings.passwordPolicy);
  if (!user) throw unknownUser(pool, expiredCode());
  pool.codes.redeem(user, 'ForgotPassword', code);
  user.password = password;
  if (user.status === 'RESET_REQUIRED') user.status = 'CONFIRMED';
  user.modifiedAt = pool.now();
  await postConfirmation(pool, user, input, 'PostConfirmation_ConfirmForgotPassword');
  return {};
};

const sendSignUpCode = (pool: Pool, user: User): DeliveryDetails | undefined => {
  const attribute = ['phone_number', 'email'].find((name) => user.attributes.has(name));
  return attribute === undefined ? undefined : pool.codes.send(user, attribute, 'SignUp', 24 * HOUR);
};

/** Returns a response that does not reveal that the user does not exist. */
const simulatedDelivery = (pool: Pool, username: string) => {
  if (!pool.settings.preventUserExistenceErrors) throw unknownUser(pool);
  const Destination = mask(username.includes('@') ? username : `${username}@example.com`);
  return { CodeDeliveryDetails: { Destination, DeliveryMedium: 'EMAIL', AttributeName: 'email' } };
};
