import { refusal } from '../refusals.js';
import { parameter, type TextMap } from '../input.js';
import type { CustomChallengeStep } from '../options.js';
import type { Output, Pool } from '../pool.js';
import type { PendingChallenge } from '../sessions.js';
import { afterFactors, putChallenge } from '../sign-in.js';
import type { User } from '../users.js';
import { journeyAfter, type Responder } from './responder.js';

/** Asks the triggers for the next challenge. */
export const nextCustomChallenge = async (
  pool: Pool,
  user: User,
  pending: Pick<PendingChallenge, 'flow' | 'deviceKey' | 'history'>,
  clientMetadata: TextMap,
): Promise<Output> => {
  const { flow, deviceKey, history = [] } = pending;
  const step = await runTrigger(pool, user, history, clientMetadata);
  if (step === 'allow') return afterFactors(pool, user, { flow, deviceKey });
  if (step === 'deny') throw refusal('wrongPassword');
  return putChallenge(
    pool,
    {
      flow,
      deviceKey,
      history,
      challenge: 'CUSTOM_CHALLENGE',
      username: user.username,
      expected: step.answer,
      metadata: step.metadata,
    },
    { ...step.parameters, USERNAME: user.username },
  );
};

/** CUSTOM_CHALLENGE. The triggers decide what a right or wrong answer means. */
export const customChallenge: Responder = async ({ pool, user, pending, answers, clientMetadata }) => {
  if (!user) throw refusal('wrongPassword');
  const result = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: parameter(answers, 'ANSWER') === pending.expected,
    ...(pending.metadata === undefined ? {} : { challengeMetadata: pending.metadata }),
  } as const;
  const history = [...(pending.history ?? []), result];
  return nextCustomChallenge(pool, user, { ...journeyAfter(pending, answers), history }, clientMetadata);
};

const runTrigger = async (
  { settings }: Pool,
  { username, attributes }: User,
  session: NonNullable<PendingChallenge['history']>,
  clientMetadata: TextMap,
): Promise<CustomChallengeStep> => {
  if (!settings.customChallenge) {
    throw refusal('noCustomAuth');
  }
  try {
    const round = { username, attributes: Object.fromEntries(attributes), session, clientMetadata };
    return await settings.customChallenge(round);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal('lambdaFailed', 'DefineAuthChallenge', reason);
  }
};
