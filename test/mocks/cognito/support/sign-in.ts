import {
  type AuthenticationResultType,
  type AuthFlowType,
  type ChallengeNameType,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, type PoolStage } from './pool-stage.js';

export type Step = Pick<
  InitiateAuthCommandOutput,
  'ChallengeName' | 'ChallengeParameters' | 'Session' | 'AvailableChallenges' | 'AuthenticationResult'
>;

/** The two calls of every sign-in, with the SDK. */
export const signInWith = ({ client, ClientId }: PoolStage, username = 'alice') => ({
  start: (AuthFlow: AuthFlowType, parameters: Record<string, string> = {}, Session?: string): Promise<Step> =>
    client.send(
      new InitiateAuthCommand({
        AuthFlow,
        ClientId,
        AuthParameters: { USERNAME: username, ...parameters },
        ...(Session === undefined ? {} : { Session }),
      }),
    ),
  /** Answers the challenge of a step. */
  answer: ({ ChallengeName, Session }: Step, responses: Record<string, string>): Promise<Step> =>
    client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: ChallengeName as ChallengeNameType,
        ChallengeResponses: { USERNAME: username, ...responses },
        Session,
      }),
    ),
});

/** Signs in with the password alone, and returns the tokens. */
export const tokensOf = async (
  stage: PoolStage,
  username = 'alice',
  parameters: Record<string, string> = {},
): Promise<AuthenticationResultType & { AccessToken: string; IdToken: string; RefreshToken: string }> => {
  const { start } = signInWith(stage, username);
  const { AuthenticationResult } = await start('USER_PASSWORD_AUTH', { PASSWORD, ...parameters });
  const { AccessToken, IdToken, RefreshToken } = AuthenticationResult ?? {};
  if (!AccessToken || !IdToken || !RefreshToken) throw new Error('The sign-in needs more than a password.');
  return { ...AuthenticationResult, AccessToken, IdToken, RefreshToken };
};

/** Matches a refusal. */
export const refusal = (name: string, message?: string) => ({ name, ...(message === undefined ? {} : { message }) });
