import type { TextMap } from '../input.js';
import type { Pool } from '../pool.js';
import type { PendingChallenge } from '../sessions.js';
import type { User } from '../users.js';
import { refusal } from '../refusals.js';
import { callTrigger, createEvent, eventAttributes, runTrigger } from './run-trigger.js';

/** A user of custom authentication, known or not. */
export interface CustomSubject {
  readonly pool: Pool;
  readonly user: User | undefined;
  /** The name that the client gave. */
  readonly name: string;
  readonly clientMetadata: TextMap;
}

type History = NonNullable<PendingChallenge['history']>;

/** The next step: tokens, a refusal, the password by SRP, or a challenge with what its answer is recognized by. */
export type CustomStep =
  | 'allow'
  | 'deny'
  | 'password'
  | (Pick<PendingChallenge, 'expected' | 'secrets' | 'metadata'> & { readonly parameters: TextMap });

/** What the requests of all three triggers have. */
const requestOf = ({ user, clientMetadata }: CustomSubject) => ({
  userAttributes: eventAttributes(user),
  ...(user ? {} : { userNotFound: true }),
  clientMetadata,
});

const nameOf = ({ user, name }: CustomSubject): string => user?.username ?? name;

/** The three triggers. */
const byLambda = async (subject: CustomSubject, session: History): Promise<CustomStep> => {
  const { settings } = subject.pool;
  const { defineAuthChallenge, createAuthChallenge } = settings.triggers;
  if (!defineAuthChallenge) throw refusal('noCustomAuth');
  const userName = nameOf(subject);
  const request = { ...requestOf(subject), session };
  const { issueTokens, failAuthentication, challengeName } = await runTrigger(
    'DefineAuthChallenge',
    defineAuthChallenge,
    createEvent(settings, userName, 'DefineAuthChallenge_Authentication', request, {}),
  );
  if (failAuthentication) return 'deny';
  if (issueTokens) return 'allow';
  if (challengeName === 'PASSWORD_VERIFIER' && session.at(-1)?.challengeName === 'SRP_A') return 'password';
  if (challengeName !== 'CUSTOM_CHALLENGE') throw refusal('unrecognizableLambda');
  if (!createAuthChallenge) throw refusal('noCustomAuth');
  const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } = await runTrigger(
    'CreateAuthChallenge',
    createAuthChallenge,
    createEvent(settings, userName, 'CreateAuthChallenge_Authentication', { ...request, challengeName }, {}),
  );
  return {
    parameters: publicChallengeParameters ?? {},
    secrets: privateChallengeParameters ?? {},
    metadata: challengeMetadata,
  };
};

/** The short form, one function. It has nothing to say about passwords and unknown users. */
const byFunction = async ({ pool, user, clientMetadata }: CustomSubject, session: History): Promise<CustomStep> => {
  const { customChallenge } = pool.settings.triggers;
  if (!customChallenge) throw refusal('noCustomAuth');
  if (session.at(-1)?.challengeName === 'SRP_A') return 'password';
  if (!user) return 'deny';
  const { username, attributes } = user;
  const round = { username, attributes: Object.fromEntries(attributes), session, clientMetadata };
  const step = await callTrigger('DefineAuthChallenge', () => customChallenge(round));
  return typeof step === 'string'
    ? step
    : { parameters: step.parameters, expected: step.answer, metadata: step.metadata };
};

/** Asks the triggers for the next step. */
export const nextStep = (subject: CustomSubject, session: History): Promise<CustomStep> =>
  (subject.pool.settings.triggers.defineAuthChallenge ? byLambda : byFunction)(subject, session);

/** Asks the triggers whether an answer is right. */
export const isRight = async (
  subject: CustomSubject,
  { expected, secrets }: PendingChallenge,
  answer: string,
): Promise<boolean> => {
  if (!secrets) return answer === expected;
  const { settings } = subject.pool;
  const { verifyAuthChallengeResponse } = settings.triggers;
  if (!verifyAuthChallengeResponse) throw refusal('noCustomAuth');
  const request = { ...requestOf(subject), privateChallengeParameters: secrets, challengeAnswer: answer };
  const source = 'VerifyAuthChallengeResponse_Authentication';
  const event = createEvent(settings, nameOf(subject), source, request, {});
  const { answerCorrect } = await runTrigger('VerifyAuthChallengeResponse', verifyAuthChallengeResponse, event);
  if (typeof answerCorrect !== 'boolean') throw refusal('unrecognizableLambda');
  return answerCorrect;
};
