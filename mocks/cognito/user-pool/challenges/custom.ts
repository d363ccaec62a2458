import { refusal } from '../refusals.js';
import { parameter } from '../input.js';
import type { Output } from '../pool.js';
import type { PendingChallenge } from '../sessions.js';
import { afterFactors, putChallenge, putPasswordVerifier } from '../sign-in.js';
import { type CustomSubject, isRight, nextStep } from '../triggers/custom-auth.js';
import { journeyAfter, type Responder } from './responder.js';

/** Continues as the triggers decide. */
export const nextCustomChallenge = async (
  subject: CustomSubject & { readonly srpA?: string },
  pending: Pick<PendingChallenge, 'flow' | 'deviceKey' | 'history'>,
): Promise<Output> => {
  const { pool, user, name, srpA = '' } = subject;
  const { flow, deviceKey, history = [] } = pending;
  const step = await nextStep(subject, history);
  if (step === 'password') return putPasswordVerifier(pool, { user, name }, srpA, { flow, deviceKey, history });
  if (step === 'deny' || (step === 'allow' && !user)) throw refusal('wrongPassword');
  if (step === 'allow') return afterFactors(pool, user as NonNullable<typeof user>, { flow, deviceKey });
  const { parameters, ...secret } = step;
  return putChallenge(
    pool,
    { flow, deviceKey, history, challenge: 'CUSTOM_CHALLENGE', username: user?.username, ...secret },
    { ...parameters, USERNAME: user?.username ?? name },
  );
};

/** CUSTOM_CHALLENGE. The triggers decide what a right or wrong answer means. */
export const customChallenge: Responder = async ({ pool, user, pending, answers, clientMetadata }) => {
  const subject = { pool, user, name: parameter(answers, 'USERNAME'), clientMetadata };
  const result = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: await isRight(subject, pending, parameter(answers, 'ANSWER')),
    ...(pending.metadata === undefined ? {} : { challengeMetadata: pending.metadata }),
  } as const;
  const history = [...(pending.history ?? []), result];
  return nextCustomChallenge(subject, { ...journeyAfter(pending, answers), history });
};
