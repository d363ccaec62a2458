import { wrongPassword } from '../errors.js';
import { parameter, parseInput } from '../input.js';
import { verifyAssertion } from '../passkey.js';
import { afterFactors } from '../sign-in.js';
import { journeyAfter, type Responder } from './responder.js';

/** WEB_AUTHN: a passkey's signature of the challenge. */
export const webAuthn: Responder = async ({ pool, user, attempt, answers }) => {
  const credential = parseInput(parameter(answers, 'CREDENTIAL'));
  if (!user || attempt.expected === undefined) throw wrongPassword();
  if (!(await verifyAssertion(pool, user, credential, attempt.expected))) throw wrongPassword();
  return afterFactors(pool, user, journeyAfter(attempt, answers));
};
