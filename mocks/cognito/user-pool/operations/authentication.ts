import { availableChallenges, putChoice, putPasswordless } from '../challenges/choice.js';
import { nextCustomChallenge } from '../challenges/custom.js';
import { sentCode, mfaSetup, selectMfaType, softwareToken } from '../challenges/mfa.js';
import * as passwords from '../challenges/password.js';
import { selectChallenge } from '../challenges/choice.js';
import { customChallenge } from '../challenges/custom.js';
import type { Responder } from '../challenges/responder.js';
import { webAuthn } from '../challenges/web-authn.js';
import { invalidParameter, notAuthorized } from '../errors.js';
import { type Input, optionalText, parameter, text, textMap, type TextMap } from '../input.js';
import { underLockout } from '../lockout.js';
import type { AuthFlow } from '../options.js';
import { checkClient, checkSecretHash, type Operation, type Output, type Pool, unknownUser } from '../pool.js';
import type { ChallengeName } from '../sessions.js';
import {
  afterFactors,
  afterPassword,
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
  const flow = text(input, 'AuthFlow') === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : text(input, 'AuthFlow');
  // An administrator's flow. Source: soto-cognito-authentication-kit#10, moto#4836
  if (flow.startsWith('ADMIN_')) throw invalidParameter('Initiate Auth method not supported.');
  return startSignIn(
    pool,
    input,
    flow,
    flow === 'USER_PASSWORD_AUTH'
      ? 'USER_PASSWORD_AUTH flow not enabled for this client'
      : `${flow} is not enabled for the client.`,
  );
};

/**
 * Starts a sign-in by a flow.
 *
 * @param disabled The message if the client does not allow the flow.
 */
export const startSignIn = async (pool: Pool, input: Input, flow: string, disabled: string): Promise<Output> => {
  checkClient(pool, input);
  const start: Start = {
    pool,
    parameters: textMap(input, 'AuthParameters'),
    clientMetadata: textMap(input, 'ClientMetadata'),
    session: optionalText(input, 'Session'),
  };
  if (!pool.settings.flows.some((allowed) => allowed === flow)) throw invalidParameter(disabled);
  if (flow === 'REFRESH_TOKEN_AUTH') return refresh(start);
  const name = parameter(start.parameters, 'USERNAME');
  checkSecretHash(pool, name, start.parameters.SECRET_HASH);
  const user = pool.users.find(name);
  if (!user && !pool.settings.preventUserExistenceErrors) throw unknownUser(pool);
  await preAuthentication(pool, user, name, start.clientMetadata);
  const state = { flow: flow as AuthFlow, deviceKey: start.parameters.DEVICE_KEY };
  const starts: Record<Exclude<AuthFlow, 'REFRESH_TOKEN_AUTH'>, (start: UserStart) => Answer> = {
    USER_SRP_AUTH: bySrp,
    USER_PASSWORD_AUTH: byPassword,
    ADMIN_USER_PASSWORD_AUTH: byPassword,
    CUSTOM_AUTH: byCustomChallenge,
    USER_AUTH: byChoice,
  };
  return starts[flow as keyof typeof starts]({ ...start, name, user, state });
};

const refresh = async ({ pool, parameters }: Start): Promise<Output> => {
  const token = parameter(parameters, 'REFRESH_TOKEN');
  // The call does not name the user, so the hash is over the user name in the tokens.
  const owner = pool.grants.ownerOf(token);
  if (!owner) throw notAuthorized('Invalid Refresh Token');
  checkSecretHash(pool, owner.username, parameters.SECRET_HASH);
  const result = await pool.grants.refresh(token, parameters.DEVICE_KEY);
  return { ChallengeParameters: {}, AuthenticationResult: result };
};

const bySrp = ({ pool, parameters, name, user, state }: UserStart): Answer =>
  putPasswordVerifier(pool, { user, name }, parameter(parameters, 'SRP_A'), state);

const byPassword = ({ pool, parameters, user, state }: UserStart): Answer => {
  const password = parameter(parameters, 'PASSWORD');
  if (!user) throw unknownUser(pool);
  underLockout(user, pool.now(), () => checkUsersPassword(user, password));
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
      throw notAuthorized('Invalid session for the user.');
    }
    return afterFactors(pool, user, state);
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
  if (!responder) throw invalidParameter(`Challenge ${challenge} is not supported.`);
  const session = optionalText(input, 'Session') ?? answers.PASSWORD_CLAIM_SECRET_BLOCK;
  const output = await pool.sessions.use(session, async (pending) => {
    const user = pending.username === undefined ? undefined : pool.users.find(pending.username);
    const isTheirs = pending.username === undefined || (user !== undefined && pool.users.find(name) === user);
    if (pending.challenge !== challenge || !isTheirs) throw notAuthorized('Invalid session for the user.');
    return responder({ pool, user, pending, answers, clientMetadata: textMap(input, 'ClientMetadata') });
  });
  // After a second factor's code, amazon-cognito-identity-js sends the session of that code again.
  if (output.ChallengeName === 'DEVICE_SRP_AUTH' && session !== undefined) {
    pool.sessions.forward(session, String(output.Session));
  }
  return output;
};
