import { startSrp } from '../srp/srp.js';
import { AUTH_FLOWS, type AuthFlow } from '../../configuration/configuration.js';
import type { SignInAttempt, SignInContext } from './attempt.js';
import { FIRST_FACTORS, toWire } from './choices.js';
import type { SignInInput } from './types.js';

/** Starts SRP in an attempt, and returns its parameter. */
export const beginSrp = async (attempt: SignInAttempt, { srp }: SignInContext): Promise<{ SRP_A: string }> => {
  attempt.srp = await startSrp(srp);
  return { SRP_A: attempt.srp.srpA };
};

/** Returns the additional parameters of a first factor of USER_AUTH. `factor` is Cognito's name. */
export const firstFactor = async (
  factor: string,
  password: string | undefined,
  attempt: SignInAttempt,
  context: SignInContext,
): Promise<Record<string, string>> => {
  if (/^PASSWORD/.test(factor) && password === undefined) {
    throw new TypeError(`Pass { password } with the choice ${factor === 'PASSWORD' ? 'password' : 'passwordSrp'}.`);
  }
  if (factor === 'PASSWORD_SRP') return beginSrp(attempt, context);
  return factor === 'PASSWORD' ? { PASSWORD: password! } : {};
};

/** Whether a flow is custom authentication that begins with SRP. */
export const customWithSrp = (flow: AuthFlow, password: string | undefined): boolean =>
  flow === 'CUSTOM_AUTH_WITH_SRP' || (flow === 'CUSTOM_AUTH' && password !== undefined);

/** Returns the parameters of InitiateAuth that are specific to a flow. */
export const flowParameters = async (
  flow: AuthFlow,
  { password, preferredChallenge }: SignInInput,
  attempt: SignInAttempt,
  context: SignInContext,
): Promise<Record<string, string>> => {
  switch (flow) {
    case 'USER_SRP_AUTH':
      return beginSrp(attempt, context);
    case 'USER_PASSWORD_AUTH':
      return { PASSWORD: password! };
    case 'CUSTOM_AUTH':
    case 'CUSTOM_AUTH_WITH_SRP':
    case 'CUSTOM_AUTH_WITHOUT_SRP':
      return customWithSrp(flow, password) ? { CHALLENGE_NAME: 'SRP_A', ...(await beginSrp(attempt, context)) } : {};
    case 'USER_AUTH': {
      const choice = preferredChallenge ?? (password === undefined ? undefined : 'passwordSrp');
      if (!choice) return {};
      const preferred = toWire(FIRST_FACTORS, choice);
      return { PREFERRED_CHALLENGE: preferred, ...(await firstFactor(preferred, password, attempt, context)) };
    }
  }
};

/** @throws TypeError for an unknown flow, or naming the input that the flow needs */
export const checkInput = (flow: AuthFlow, { username, password }: SignInInput): void => {
  if (typeof username !== 'string' || !username) throw new TypeError('signIn needs { username }.');
  if (!AUTH_FLOWS.includes(flow)) throw new TypeError(`authFlow must be one of ${AUTH_FLOWS.join(', ')}.`);
  if (/^USER_(SRP|PASSWORD)_AUTH$|_WITH_SRP$/.test(flow) && typeof password !== 'string') {
    throw new TypeError(`signIn needs { password } for ${flow}.`);
  }
};

/** Returns Cognito's name of a flow. */
export const wireFlow = (flow: AuthFlow): string => flow.replace(/_WITH(OUT)?_SRP$/, '');
