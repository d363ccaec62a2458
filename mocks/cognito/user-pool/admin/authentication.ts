import { text } from '../input.js';
import { isAllowed, respondToAuthChallenge, startSignIn } from '../operations/authentication.js';
import { checkClient } from '../pool.js';
import { refusal } from '../refusals.js';
import { onPool } from './caller.js';

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
  checkClient(pool, input);
  const given = text(input, 'AuthFlow');
  if (!Object.hasOwn(FLOWS, given)) throw refusal('adminMethod');
  const flow = FLOWS[given as keyof typeof FLOWS];
  if (!isAllowed(pool, flow)) throw refusal('adminFlowDisabled');
  return startSignIn(pool, input, flow);
});

/** AdminRespondToAuthChallenge. */
export const adminRespondToAuthChallenge = onPool(respondToAuthChallenge);
