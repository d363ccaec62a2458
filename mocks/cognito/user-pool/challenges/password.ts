import { fromBase64, sameBytes } from '../bytes.js';
import { refusal } from '../refusals.js';
import { parameter, type TextMap } from '../input.js';
import { underLockout } from '../lockout.js';
import { checkPassword } from '../password-policy.js';
import type { PendingChallenge } from '../sessions.js';
import {
  afterPassword,
  checkConfirmed,
  checkUsersPassword,
  exchange,
  completeSignIn,
  putChallenge,
  putPasswordVerifier,
} from '../sign-in.js';
import { claimSignature, serverKey } from '../srp-server.js';
import type { User } from '../users.js';
import { checkAttributes, writeAttribute } from '../attributes.js';
import { nextCustomChallenge } from './custom.js';
import { journeyAfter, type Responder } from './responder.js';

/** PASSWORD_VERIFIER: the client proves that it knows the password. */
export const passwordVerifier: Responder = async ({ pool, user, pending, answers, clientMetadata }) => {
  const check = (): void => checkClaim(pool.settings.name, pending, answers, user?.username);
  if (!user) {
    check();
    throw refusal('wrongPassword');
  }
  checkConfirmed(user);
  await underLockout(user.lockouts.password, pool.now(), check);
  if (pending.flow !== 'CUSTOM_AUTH') return afterPassword(pool, user, { ...pending, ...deviceIn(answers) });
  const passed = [...(pending.history ?? []), { challengeName: 'PASSWORD_VERIFIER', challengeResult: true } as const];
  const subject = { pool, user, name: user.username, clientMetadata };
  return nextCustomChallenge(subject, { ...pending, ...deviceIn(answers), history: passed });
};

/** PASSWORD, of USER_AUTH. */
export const password: Responder = async ({ pool, user, pending, answers }) => {
  const given = parameter(answers, 'PASSWORD');
  if (!user) throw refusal('wrongPassword');
  checkConfirmed(user);
  await underLockout(user.lockouts.password, pool.now(), () => checkUsersPassword(user, given));
  return afterPassword(pool, user, journeyAfter(pending, answers));
};

/** PASSWORD_SRP, of USER_AUTH. */
export const passwordSrp: Responder = async ({ pool, user, pending, answers }) =>
  putPasswordVerifier(pool, { user, name: parameter(answers, 'USERNAME') }, parameter(answers, 'SRP_A'), {
    flow: pending.flow,
    deviceKey: pending.deviceKey,
  });

/** NEW_PASSWORD_REQUIRED: the user replaces the temporary password. */
export const newPassword: Responder = async ({ pool, user, pending, answers }) => {
  if (!user) throw refusal('wrongPassword');
  const chosen = parameter(answers, 'NEW_PASSWORD');
  checkPassword(chosen, pool.settings.passwordPolicy, 'weakNewPassword');
  const { requiredAttributes } = pool.settings;
  const attributes = Object.entries(answers)
    .filter(([name]) => name.startsWith('userAttributes.'))
    .map(([name, value]) => [name.slice('userAttributes.'.length), value] as const);
  const provided = attributes.find(([name]) => requiredAttributes.includes(name) && user.attributes.has(name));
  if (provided) throw refusal('alreadyProvided', provided[0]);
  const missing = requiredAttributes.find(
    (name) => !user.attributes.has(name) && !attributes.some(([given]) => given === name),
  );
  if (missing !== undefined) {
    throw refusal('missingAttribute', missing);
  }
  checkAttributes(pool, attributes, true);
  for (const [name, value] of attributes) writeAttribute(user, name, value);
  user.password = chosen;
  user.status = 'CONFIRMED';
  user.modifiedAt = pool.now();
  return afterPassword(pool, user, { ...journeyAfter(pending, answers), hasNewPassword: true });
};

/** DEVICE_SRP_AUTH: the device sends its key. */
export const deviceSrp: Responder = async ({ pool, user, pending, answers }) => {
  const { device, name } = deviceOf(user, pending, answers);
  const { srp, parameters } = exchange(pool, parameter(answers, 'SRP_A'), device.verifier);
  return putChallenge(
    pool,
    { flow: pending.flow, deviceKey: device.key, challenge: 'DEVICE_PASSWORD_VERIFIER', username: name, srp },
    { ...parameters, SALT: device.salt ?? '', DEVICE_KEY: device.key, USERNAME: name },
  );
};

/** DEVICE_PASSWORD_VERIFIER: the device proves that it knows its secret. */
export const devicePasswordVerifier: Responder = async ({ pool, user, pending, answers }) => {
  const { device } = deviceOf(user, pending, answers);
  checkClaim(device.groupKey, pending, answers, device.key);
  return completeSignIn(pool, user as User, pending);
};

/** Returns the device key of a claim. Without one, the client no longer has its device, even if an earlier call named it. */
const deviceIn = (answers: TextMap): Pick<PendingChallenge, 'deviceKey'> => ({ deviceKey: answers.DEVICE_KEY });

const deviceOf = (user: User | undefined, pending: PendingChallenge, answers: TextMap) => {
  const key = parameter(answers, 'DEVICE_KEY');
  const device = key === pending.deviceKey ? user?.devices.get(key) : undefined;
  if (!user || !device) throw refusal('wrongPassword');
  return { device, name: user.username };
};

const checkClaim = (group: string, { srp }: PendingChallenge, answers: TextMap, subject: string | undefined): void => {
  const block = parameter(answers, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const signature = fromBase64(parameter(answers, 'PASSWORD_CLAIM_SIGNATURE'));
  const timestamp = parameter(answers, 'TIMESTAMP');
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/.test(timestamp)) {
    throw refusal('timestamp');
  }
  const secretBlock = fromBase64(block);
  if (!srp || !secretBlock || block !== srp.secretBlock || !signature || subject === undefined)
    throw refusal('wrongPassword');
  const expected = claimSignature(serverKey(srp), { group, user: subject, secretBlock, timestamp });
  if (!sameBytes(signature, expected)) throw refusal('wrongPassword');
};
