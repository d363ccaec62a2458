import { AuthError } from '../../../core/errors.js';
import type { SignInAttempt, SignInContext } from './attempt.js';
import { call } from './call.js';
import type { Answers } from './challenge.js';
import { CHALLENGES } from './challenges.js';
import { flowParameters, wireFlow } from './initiate.js';
import type { AuthenticationResult, SignInInput, SignInStep } from './types.js';

/** Exchanges calls with the user pool until the user is signed in or must be asked for input. */
export interface Conversation {
  /** Calls InitiateAuth, then proceeds with the password. */
  begin(attempt: SignInAttempt, input: SignInInput): Promise<SignInStep>;
  /** Answers challenges from the input, or without asking where possible, until one must be shown. */
  proceed(attempt: SignInAttempt, input: Answers): Promise<SignInStep>;
}

/**
 * Creates the {@link Conversation} of a sign-in.
 *
 * @param finish Called with the tokens.
 */
export const createConversation = (
  context: SignInContext,
  finish: (attempt: SignInAttempt, result: AuthenticationResult) => Promise<SignInStep>,
): Conversation => {
  const proceed: Conversation['proceed'] = async (attempt, input) => {
    for (;;) {
      const { AuthenticationResult, ChallengeName = 'none' } = attempt.challenge;
      if (AuthenticationResult) return finish(attempt, AuthenticationResult);
      const challenge = Object.hasOwn(CHALLENGES, ChallengeName) && CHALLENGES[ChallengeName];
      if (!challenge) {
        throw new AuthError('unexpected-answer', `Cognito sent ${ChallengeName}, a challenge unknown to this version.`);
      }
      // The input belongs to the step that the caller has seen, never to a later one.
      const step = attempt.shown ? undefined : await challenge.show?.(attempt, context);
      if (step) {
        attempt.shown = true;
        attempt.waiting = true;
        attempt.step = step;
        return step;
      }
      const responses = await challenge.answer(attempt, input, context);
      if (responses) {
        const clientMetadata = input.clientMetadata ?? attempt.clientMetadata;
        await call(context, attempt, {
          operation: 'RespondToAuthChallenge',
          input: { ChallengeName, Session: attempt.session, ClientMetadata: clientMetadata },
          listName: 'ChallengeResponses',
          parameters: responses,
          namesDevice: challenge.namesDevice,
        });
      }
      attempt.shown = false;
    }
  };

  return {
    proceed,
    begin: async (attempt, input) => {
      const { flow } = attempt;
      const { password, session, clientMetadata, validationData } = input;
      const metadata = clientMetadata || validationData ? { ...clientMetadata, ...validationData } : undefined;
      const parameters = await flowParameters(flow, input, attempt, context);
      await call(context, attempt, {
        operation: 'InitiateAuth',
        input: { AuthFlow: wireFlow(flow), Session: session, ClientMetadata: metadata },
        listName: 'AuthParameters',
        parameters,
        namesDevice: true,
      });
      return proceed(attempt, { password });
    },
  };
};
