import { text } from '../input.js';
import { respondToAuthChallenge, startSignIn } from '../operations/authentication.js';
import { onPool } from './caller.js';
import { ADMIN_FLOW_DISABLED, ADMIN_REFUSALS } from './refusals.js';

/** The flows of AdminInitiateAuth. Two have older names, too. */
const FLOWS = {
  ADMIN_USER_PASSWORD_AUTH: 'ADMIN_USER_PASSWORD_AUTH',
  ADMIN_NO_SRP_AUTH: 'ADMIN_USER_PASSWORD_AUTH',
  USER_SRP_AUTH: 'USER_SRP_AUTH',
  CUSTOM_AUTH: 'CUSTOM_AUTH',
  USER_AUTH: 'USER_AUTH',
  REFRESH_TOKEN_AUTH: 'REFRESH_TOKEN_AUTH',
  REFRESH_TOKEN: 'REFRESH_TOKEN_AUTH',
} as const;

/** AdminInitiateAuth. */
export const adminInitiateAuth = onPool((pool, input) => {
  const given = text(input, 'AuthFlow');
  if (!Object.hasOwn(FLOWS, given)) throw ADMIN_REFUSALS.unsupportedFlow();
  return startSignIn(pool, input, FLOWS[given as keyof typeof FLOWS], ADMIN_FLOW_DISABLED);
});

/** AdminRespondToAuthChallenge. */
export const adminRespondToAuthChallenge = onPool(respondToAuthChallenge);
