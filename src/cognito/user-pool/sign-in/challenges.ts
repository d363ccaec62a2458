import { AuthError } from '../../../core/errors.js';
import type { DeviceKey } from '../devices/device.js';
import { assertPasskey } from '../webauthn.js';
import { type SrpIdentity, srpTimestamp } from '../srp/srp.js';
import type { SignInAttempt, SignInContext } from './attempt.js';
import { type Challenge, need, parsed } from './challenge.js';
import { beginSrp, firstFactor } from './initiate.js';
import { mfaSetup } from './set-up.js';
import { FIRST_FACTORS, namesOf, SECOND_FACTORS, toWire } from './choices.js';
import type { CodeDelivery } from './types.js';

const deliveryOf = ({ challenge }: SignInAttempt): CodeDelivery | undefined => {
  const parameters = challenge.ChallengeParameters ?? {};
  const medium = parameters.CODE_DELIVERY_DELIVERY_MEDIUM;
  const destination = parameters.CODE_DELIVERY_DESTINATION;
  const attribute = parameters.CODE_DELIVERY_ATTRIBUTE_NAME;
  return medium && destination ? { medium, destination, ...(attribute && { attribute }) } : undefined;
};

/** Creates a challenge that asks for a code that was sent to the user. */
const sentCode = (step: 'smsMfa' | 'emailOtp' | 'smsOtp', name: string): Challenge => ({
  namesDevice: true,
  show: (attempt) => ({ step, delivery: deliveryOf(attempt) }),
  answer: (_, input) => ({ [name]: need(input, 'code') }),
});

/** Proves a password or a device's secret in the SRP exchange of the attempt. */
const prove = async (
  attempt: SignInAttempt,
  identity: SrpIdentity,
  { now }: SignInContext,
): Promise<Record<string, string>> => {
  const { SALT, SRP_B, SECRET_BLOCK } = attempt.challenge.ChallengeParameters ?? {};
  if (!attempt.srp || !SALT || !SRP_B || !SECRET_BLOCK) {
    throw new AuthError('unexpected-answer', 'A value of SRP is missing from the challenge.');
  }
  const TIMESTAMP = srpTimestamp(now());
  const challenge = { salt: SALT, srpB: SRP_B, secretBlock: SECRET_BLOCK };
  return {
    PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: await attempt.srp.prove(identity, challenge, TIMESTAMP),
    TIMESTAMP,
  };
};

const passwordVerifier: Challenge = {
  namesDevice: true,
  answer: (attempt, input, context) => {
    const pool = context.userPool.id.split('_')[1]!;
    return prove(attempt, { pool, user: attempt.username, password: need(input, 'password') }, context);
  },
};

const deviceOf = async ({ username }: SignInAttempt, { devices }: SignInContext): Promise<DeviceKey> => {
  const device = await devices.get(username);
  if (!device) throw new AuthError('unexpected-answer', 'The storage no longer holds the key of this device.');
  return device;
};

const deviceSrpAuth: Challenge = {
  namesDevice: false,
  answer: async (attempt, _, context) => {
    const { key } = await deviceOf(attempt, context);
    return { ...(await beginSrp(attempt, context)), DEVICE_KEY: key };
  },
};

const devicePasswordVerifier: Challenge = {
  namesDevice: false,
  answer: async (attempt, _, context) => {
    const { key, groupKey, secret } = await deviceOf(attempt, context);
    const proof = await prove(attempt, { pool: groupKey, user: key, password: secret }, context);
    return { ...proof, DEVICE_KEY: key };
  },
};

const isString = (value: unknown): value is string => typeof value === 'string';

const newPasswordRequired: Challenge = {
  namesDevice: false,
  show: ({ challenge }) => {
    const { requiredAttributes, userAttributes } = challenge.ChallengeParameters ?? {};
    return {
      step: 'newPasswordRequired',
      requiredAttributes: parsed<unknown[]>(requiredAttributes, [])
        .filter(isString)
        .map((name) => name.replace(/^userAttributes\./, '')),
      attributes: Object.fromEntries(
        Object.entries(parsed<object>(userAttributes, {})).filter((entry): entry is [string, string] =>
          isString(entry[1]),
        ),
      ),
    };
  },
  answer: (_, input) => ({
    NEW_PASSWORD: need(input, 'newPassword'),
    ...Object.fromEntries(
      Object.entries(input.attributes ?? {}).map(([name, value]) => [`userAttributes.${name}`, value]),
    ),
  }),
};

const selectChallenge: Challenge = {
  namesDevice: false,
  show: ({ challenge }) => ({
    step: 'selectChallenge',
    options: namesOf(FIRST_FACTORS, challenge.AvailableChallenges ?? []),
  }),
  answer: async (attempt, input, context) => {
    const ANSWER = toWire(FIRST_FACTORS, need(input, 'choice'));
    return { ANSWER, ...(await firstFactor(ANSWER, input.password, attempt, context)) };
  },
};

const passkeyOptions = ({ challenge }: SignInAttempt): object =>
  parsed<object>(challenge.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS, {});

const webAuthn: Challenge = {
  namesDevice: false,
  show: (attempt, { credentials }) =>
    credentials ? undefined : { step: 'webAuthn', options: passkeyOptions(attempt) },
  answer: async (attempt, { credential }, { credentials }) => {
    if (!credential && !credentials) throw new TypeError('The sign-in waits for confirmSignIn({ credential }).');
    const given = credential ?? (await assertPasskey(credentials!, passkeyOptions(attempt), attempt.controller.signal));
    return { CREDENTIAL: JSON.stringify(given) };
  },
};

/** The challenges that can follow InitiateAuth, by Cognito's names. */
export const CHALLENGES: Readonly<Record<string, Challenge>> = {
  PASSWORD_VERIFIER: passwordVerifier,
  DEVICE_SRP_AUTH: deviceSrpAuth,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
  SMS_MFA: sentCode('smsMfa', 'SMS_MFA_CODE'),
  EMAIL_OTP: sentCode('emailOtp', 'EMAIL_OTP_CODE'),
  SMS_OTP: sentCode('smsOtp', 'SMS_OTP_CODE'),
  SOFTWARE_TOKEN_MFA: {
    namesDevice: true,
    show: ({ challenge }) => ({ step: 'totpMfa', device: challenge.ChallengeParameters?.FRIENDLY_DEVICE_NAME }),
    answer: (_, input) => ({ SOFTWARE_TOKEN_MFA_CODE: need(input, 'code') }),
  },
  SELECT_MFA_TYPE: {
    namesDevice: false,
    show: ({ challenge }) => ({
      step: 'selectMfaType',
      options: namesOf(SECOND_FACTORS, parsed<string[]>(challenge.ChallengeParameters?.MFAS_CAN_CHOOSE, [])),
    }),
    answer: (_, input) => ({ ANSWER: toWire(SECOND_FACTORS, need(input, 'choice')) }),
  },
  SELECT_CHALLENGE: selectChallenge,
  MFA_SETUP: mfaSetup,
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
  CUSTOM_CHALLENGE: {
    namesDevice: true,
    show: ({ challenge }) => ({ step: 'customChallenge', parameters: challenge.ChallengeParameters ?? {} }),
    answer: (_, input) => ({ ANSWER: need(input, 'answer') }),
  },
  WEB_AUTHN: webAuthn,
};
