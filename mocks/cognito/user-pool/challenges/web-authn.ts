import { refusal } from '../refusals.js';
import { parameter, parseInput } from '../input.js';
import { verifyAssertion } from '../passkey.js';
import { afterFactors } from '../sign-in.js';
import { journeyAfter, type Responder } from './responder.js';

/** WEB_AUTHN: a passkey's signature of the challenge. */
export const webAuthn: Responder = async ({ pool, user, pending, answers }) => {
  const credential = parseInput(parameter(answers, 'CREDENTIAL'));
  if (!user || pending.expected === undefined) throw refusal('wrongPassword');
  if (!(await verifyAssertion(pool, user, credential, pending.expected))) throw refusal('wrongPassword');
  return afterFactors(pool, user, journeyAfter(pending, answers));
};
