import { checkAttributes, verifyAttribute, writeAttribute } from '../attributes.js';
import { type DeliveryDetails, expiredCode, mask } from '../codes.js';
import { attributeList, type Input, optionalText, text } from '../input.js';
import { countAttempt } from '../limits.js';
import { checkPassword } from '../password-policy.js';
import { callersUser, type Operation, type Output, type Pool } from '../pool.js';
import { refusal } from '../refusals.js';
import { autoVerify, postConfirmation, preSignUp } from '../triggers/sign-up.js';
import { isVerified, type User } from '../users.js';

const HOUR = 3_600_000;
const isEmail = (name: string): boolean => /^[^\s@]+@[^\s@]+$/.test(name);
const isPhoneNumber = (name: string): boolean => /^\+\d+$/.test(name);

/** Returns the attribute that users of the pool sign in with instead of a name. */
export const addressOf = ({ settings: { signInWith } }: Pool): 'email' | 'phone_number' | undefined =>
  signInWith === 'email' || signInWith === 'phone_number' ? signInWith : undefined;

/** Checks the name of a new user. */
export const checkUsername = (pool: Pool, username: string): void => {
  const { signInWith } = pool.settings;
  if (signInWith === 'email' && !isEmail(username)) throw refusal('usernameNotEmail');
  if (signInWith === 'phone_number' && !isPhoneNumber(username)) throw refusal('usernameNotPhone');
  // A name that looks like an alias could be another user's alias.
  if (signInWith === 'username-or-alias' && isEmail(username)) throw refusal('usernameIsEmail');
  if (signInWith === 'username-or-alias' && isPhoneNumber(username)) throw refusal('usernameIsPhone');
};

/** Returns the attributes of a new user. */
const readAttributes = (pool: Pool, username: string, input: Input): Map<string, string> => {
  const given = new Map<string, string | undefined>(attributeList(input, 'UserAttributes'));
  const address = addressOf(pool);
  if (address) given.set(address, username);
  checkAttributes(pool, given, false);
  const missing = pool.settings.requiredAttributes.filter((name) => !given.get(name));
  if (missing.length) throw refusal('schema', missing.map((name) => `${name}: The attribute is required\n`).join(''));
  // An empty value is as none.
  return new Map([...given].flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])));
};

/** SignUp. */
export const signUp: Operation = async (pool, input) => {
  const existing = callersUser(pool, input);
  const { settings } = pool;
  const username = text(input, 'Username');
  const password = optionalText(input, 'Password');
  if (settings.allowAdminCreateUserOnly) throw refusal('signUpClosed');
  checkUsername(pool, username);
  const attributes = readAttributes(pool, username, input);
  if (password !== undefined) checkPassword(password, settings.passwordPolicy, 'weakPassword');
  else if (!settings.flows.includes('USER_AUTH')) throw refusal('missingParameter', 'Password');
  const address = addressOf(pool);
  if (existing) throw address ? refusal('addressExists', address) : refusal('usernameExists');
  const response = await preSignUp(pool, input, 'PreSignUp_SignUp', username, Object.fromEntries(attributes));
  const isConfirmed = settings.autoConfirm || response.autoConfirmUser === true;
  const user = pool.users.add({
    username,
    status: isConfirmed ? 'CONFIRMED' : 'UNCONFIRMED',
    ...(password === undefined ? {} : { password }),
  });
  for (const [name, value] of attributes) writeAttribute(user, name, value);
  autoVerify(pool, user, response);
  const details = isConfirmed ? undefined : sendSignUpCode(pool, user);
  if (isConfirmed) await postConfirmation(pool, user, input);
  return {
    UserConfirmed: isConfirmed,
    UserSub: user.sub,
    ...(details ? { CodeDeliveryDetails: details } : {}),
    // A user whom a pre-sign-up trigger has confirmed has no code to enter.
    ...openSession(pool, user, isConfirmed ? 'CONFIRMED_SIGN_UP' : 'SIGN_UP'),
  };
};

/** Returns a session that a sign-in can go on with, for clients that may sign in without a password (aws-sdk-js-v3#6724). */
const openSession = (
  { settings, sessions }: Pool,
  { username }: User,
  challenge: 'SIGN_UP' | 'CONFIRMED_SIGN_UP',
): Output =>
  settings.flows.includes('USER_AUTH') ? { Session: sessions.open({ challenge, username, flow: 'USER_AUTH' }) } : {};

/** ConfirmSignUp. */
export const confirmSignUp: Operation = async (pool, input) => {
  const user = callersUser(pool, input);
  const code = text(input, 'ConfirmationCode');
  if (!user) throw pool.settings.preventUserExistenceErrors ? expiredCode() : refusal('unknownUsername');
  if (user.status !== 'UNCONFIRMED') throw refusal('cannotConfirm', user.status);
  const confirm = async (): Promise<Output> => {
    countAttempt(pool, user, 'ConfirmSignUp');
    const attribute = pool.codes.redeem(user, 'SignUp', code);
    verifyAttribute(pool, user, attribute, input.ForceAliasCreation === true);
    user.status = 'CONFIRMED';
    await postConfirmation(pool, user, input);
    return openSession(pool, user, 'CONFIRMED_SIGN_UP');
  };
  const session = optionalText(input, 'Session');
  if (session === undefined) return confirm();
  return pool.sessions.use(session, async ({ challenge, username }) => {
    if (challenge !== 'SIGN_UP' || username !== user.username) throw refusal('sessionInvalid');
    return confirm();
  });
};

/** ResendConfirmationCode. */
export const resendConfirmationCode: Operation = (pool, input) => {
  const user = callersUser(pool, input);
  if (!user) return simulatedDelivery(pool, text(input, 'Username'));
  if (user.status !== 'UNCONFIRMED') throw refusal('alreadyConfirmed');
  countAttempt(pool, user, 'ResendConfirmationCode');
  return { CodeDeliveryDetails: sendSignUpCode(pool, user) };
};

/** ForgotPassword. */
export const forgotPassword: Operation = (pool, input) => {
  const user = callersUser(pool, input);
  if (!user) return simulatedDelivery(pool, text(input, 'Username'));
  if (!user.enabled) throw refusal('disabled');
  if (user.status === 'FORCE_CHANGE_PASSWORD') throw refusal('cannotReset');
  const attribute = ['email', 'phone_number'].find((name) => isVerified(user, name));
  if (!attribute) throw refusal('noVerifiedAddress');
  countAttempt(pool, user, 'ForgotPassword');
  return { CodeDeliveryDetails: pool.codes.send(user, attribute, 'ForgotPassword', HOUR) };
};

/** ConfirmForgotPassword. */
export const confirmForgotPassword: Operation = async (pool, input) => {
  const user = callersUser(pool, input);
  const password = text(input, 'Password');
  const code = text(input, 'ConfirmationCode');
  checkPassword(password, pool.settings.passwordPolicy, 'weakNewPassword');
  if (!user) throw pool.settings.preventUserExistenceErrors ? expiredCode() : refusal('unknownUsername');
  countAttempt(pool, user, 'ConfirmForgotPassword');
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
const simulatedDelivery = (pool: Pool, username: string): Output => {
  if (!pool.settings.preventUserExistenceErrors) throw refusal('unknownUsername');
  const Destination = mask(username.includes('@') ? username : `${username}@example.com`);
  return { CodeDeliveryDetails: { Destination, DeliveryMedium: 'EMAIL', AttributeName: 'email' } };
};
