import { availableChallenges, putChoice, putPasswordless } from '../challenges/choice.js';
import { nextCustomChallenge } from '../challenges/custom.js';
import { sentCode, mfaSetup, selectMfaType, softwareToken } from '../challenges/mfa.js';
import * as passwords from '../challenges/password.js';
import { selectChallenge } from '../challenges/choice.js';
import { customChallenge } from '../challenges/custom.js';
import type { Responder } from '../challenges/responder.js';
import { webAuthn } from '../challenges/web-authn.js';
import { refusal } from '../refusals.js';
import { type Input, optionalText, parameter, text, textMap, type TextMap } from '../input.js';
import { underLockout } from '../lockout.js';
import type { AuthFlow } from '../options.js';
import { checkClient, checkSecretHash, type Operation, type Output, type Pool, unknownUser } from '../pool.js';
import type { ChallengeName } from '../sessions.js';
import {
  afterPassword,
  checkConfirmed,
  checkStatus,
  checkUsersPassword,
  type SignInState,
  putChallenge,
  putPasswordVerifier,
} from '../sign-in.js';
import { preAuthentication } from '../triggers/authentication.js';
import type { User } from '../users.js';

/** The input of InitiateAuth. */
interface Start {
  readonly pool: Pool;
  readonly parameters: TextMap;
  readonly clientMetadata: TextMap;
  readonly session: string | undefined;
}

/** The start of a sign-in that names a user. */
interface UserStart extends Start {
  readonly name: string;
  /** The user. Undefined for an unknown user, which the response must not reveal. */
  readonly user: User | undefined;
  readonly state: SignInState;
}

type Answer = Output | Promise<Output>;

/** InitiateAuth. */
export const initiateAuth: Operation = (pool, input) => {
  checkClient(pool, input);
  const given = text(input, 'AuthFlow');
  if (given === 'ADMIN_NO_SRP_AUTH' || given === 'ADMIN_USER_PASSWORD_AUTH') throw refusal('adminFlow');
  const flow = given === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : given;
  if (!isAllowed(pool, flow)) {
    throw flow === 'USER_PASSWORD_AUTH' ? refusal('passwordFlowDisabled') : refusal('flowDisabled', flow);
  }
  return startSignIn(pool, input, flow);
};

/** Whether the client may use a flow. */
export const isAllowed = ({ settings }: Pool, flow: string): flow is AuthFlow =>
  settings.flows.some((allowed) => allowed === flow);

/** Starts a sign-in by a flow that the client may use. */
export const startSignIn = async (pool: Pool, input: Input, flow: AuthFlow): Promise<Output> => {
  const start: Start = {
    pool,
    parameters: textMap(input, 'AuthParameters'),
    clientMetadata: textMap(input, 'ClientMetadata'),
    session: optionalText(input, 'Session'),
  };
  if (flow === 'REFRESH_TOKEN_AUTH') return refresh(start);
  const name = parameter(start.parameters, 'USERNAME');
  checkSecretHash(pool, name, start.parameters.SECRET_HASH);
  const user = pool.users.find(name);
  if (!user && !pool.settings.preventUserExistenceErrors) throw unknownUser(pool);
  await preAuthentication(pool, user, name, start.clientMetadata);
  const state = { flow, deviceKey: start.parameters.DEVICE_KEY };
  const starts: Record<Exclude<AuthFlow, 'REFRESH_TOKEN_AUTH'>, (start: UserStart) => Answer> = {
    USER_SRP_AUTH: bySrp,
    USER_PASSWORD_AUTH: byPassword,
    ADMIN_USER_PASSWORD_AUTH: byPassword,
    CUSTOM_AUTH: byCustomChallenge,
    USER_AUTH: byChoice,
  };
  return starts[flow]({ ...start, name, user, state });
};

const refresh = async ({ pool, parameters }: Start): Promise<Output> => {
  const token = parameter(parameters, 'REFRESH_TOKEN');
  // The call does not name the user, so the hash is over the user name in the tokens.
  const owner = pool.grants.ownerOf(token);
  if (!owner) throw refusal('refreshTokenInvalid');
  checkSecretHash(pool, owner.username, parameters.SECRET_HASH, 'refreshHashWrong');
  const result = await pool.grants.refresh(token, parameters.DEVICE_KEY);
  return { ChallengeParameters: {}, AuthenticationResult: result };
};

const bySrp = ({ pool, parameters, name, user, state }: UserStart): Answer => {
  const srpA = parameter(parameters, 'SRP_A');
  if (user) checkConfirmed(user);
  return putPasswordVerifier(pool, { user, name }, srpA, state);
};

const byPassword = async ({ pool, parameters, user, state }: UserStart): Promise<Output> => {
  const password = parameter(parameters, 'PASSWORD');
  if (!user) throw unknownUser(pool);
  checkConfirmed(user);
  await underLockout(user.lockouts.password, pool.now(), () => checkUsersPassword(user, password));
  return afterPassword(pool, user, state);
};

const byCustomChallenge = (start: UserStart): Answer => {
  const { parameters, user, state } = start;
  if (parameters.CHALLENGE_NAME === 'SRP_A') {
    const history = [{ challengeName: 'SRP_A', challengeResult: true }] as const;
    return nextCustomChallenge({ ...start, srpA: parameter(parameters, 'SRP_A') }, { ...state, history });
  }
  if (user) checkStatus(user);
  return nextCustomChallenge(start, state);
};

const byChoice = async (start: UserStart): Promise<Output> => {
  const { pool, parameters, user, state, session } = start;
  if (session !== undefined) return afterSignUp(start, session);
  if (user) checkStatus(user);
  const available = availableChallenges(user);
  const preferred = available.find((challenge) => challenge === parameters.PREFERRED_CHALLENGE);
  if (preferred === undefined) return putChoice(pool, user, state);
  if (preferred === 'PASSWORD' && 'PASSWORD' in parameters) return byPassword(start);
  if (preferred === 'PASSWORD_SRP' && 'SRP_A' in parameters)
    return { ...(await bySrp(start)), AvailableChallenges: available };
  const challenge =
    user && preferred !== 'PASSWORD' && preferred !== 'PASSWORD_SRP'
      ? putPasswordless(pool, user, state, preferred)
      : putChallenge(pool, { ...state, challenge: preferred, username: user?.username });
  return { ...challenge, AvailableChallenges: available };
};

/** Continues with the session of a sign-up, whose code has just proved that the user can read the messages. */
const afterSignUp = ({ pool, user, state }: UserStart, session: string): Promise<Output> =>
  pool.sessions.use(session, async ({ challenge, username }) => {
    if (!user || challenge !== 'CONFIRMED_SIGN_UP' || username !== user.username) {
      throw refusal('sessionInvalid');
    }
    // The code stands for the password, not for a second factor.
    return afterPassword(pool, user, state);
  });

const RESPONDERS: Readonly<Record<ChallengeName, Responder>> = {
  PASSWORD_VERIFIER: passwords.passwordVerifier,
  PASSWORD: passwords.password,
  PASSWORD_SRP: passwords.passwordSrp,
  NEW_PASSWORD_REQUIRED: passwords.newPassword,
  DEVICE_SRP_AUTH: passwords.deviceSrp,
  DEVICE_PASSWORD_VERIFIER: passwords.devicePasswordVerifier,
  SMS_MFA: sentCode('SMS_MFA'),
  EMAIL_OTP: sentCode('EMAIL_OTP'),
  SMS_OTP: sentCode('SMS_OTP'),
  SOFTWARE_TOKEN_MFA: softwareToken,
  SELECT_MFA_TYPE: selectMfaType,
  MFA_SETUP: mfaSetup,
  CUSTOM_CHALLENGE: customChallenge,
  SELECT_CHALLENGE: selectChallenge,
  WEB_AUTHN: webAuthn,
};

/** RespondToAuthChallenge. */
export const respondToAuthChallenge: Operation = async (pool, input) => {
  checkClient(pool, input);
  const challenge = text(input, 'ChallengeName');
  const answers = textMap(input, 'ChallengeResponses');
  const name = parameter(answers, 'USERNAME');
  checkSecretHash(pool, name, answers.SECRET_HASH);
  const responder = Object.hasOwn(RESPONDERS, challenge) ? RESPONDERS[challenge as ChallengeName] : undefined;
  if (!responder) throw refusal('unsupportedChallenge', challenge);
  // The plain SRP flow has no session: its secret block identifies the sign-in.
  const isPlainSrp = challenge === 'PASSWORD_VERIFIER' && optionalText(input, 'Session') === undefined;
  const session = isPlainSrp ? parameter(answers, 'PASSWORD_CLAIM_SECRET_BLOCK') : text(input, 'Session');
  const output = await pool.sessions.use(session, async (pending) => {
    const user = pending.username === undefined ? undefined : pool.users.find(pending.username);
    const isTheirs = pending.username === undefined || (user !== undefined && pool.users.find(name) === user);
    if (pending.challenge !== challenge || !isTheirs) throw refusal('sessionInvalid');
    return responder({ pool, user, pending, answers, clientMetadata: textMap(input, 'ClientMetadata') });
  });
  // After a second factor's code, amazon-cognito-identity-js sends the session of that code again.
  if (output.ChallengeName === 'DEVICE_SRP_AUTH' && session !== undefined) {
    pool.sessions.forward(session, String(output.Session));
  }
  return output;
};
