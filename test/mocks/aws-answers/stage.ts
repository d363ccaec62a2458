import { authenticatorCode, PASSWORD, type PoolStage, setPoolStage } from '../cognito/support/pool-stage.js';
import type { UserPoolOptions } from '../../../mocks/index.js';

/** An answer on the wire. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A pool over the wire, with what rows ask more than once. */
export interface AnswerStage extends Pick<PoolStage, 'pool' | 'advance' | 'now'> {
  readonly ClientId: string;
  post(operation: string, body: unknown): Promise<Answer>;
  /** A call that names the client. */
  ask(operation: string, body: object): Promise<Answer>;
  /** InitiateAuth. */
  start(AuthFlow: string, AuthParameters: object): Promise<Answer>;
  /** RespondToAuthChallenge, for the challenge of an earlier answer. */
  respond(challenge: Answer, responses: object): Promise<Answer>;
  /** Signs in with the password alone. */
  tokens(username?: string): Promise<{ AccessToken: string; RefreshToken: string; IdToken: string }>;
  /** The last answer of several equal calls. */
  repeat(times: number, call: () => Promise<Answer>): Promise<Answer>;
  code(secret: string): string;
}

/** What is asked, how, and AWS's answer: its code (empty for 200), its text, and where that is recorded. */
export type AnswerRow = readonly [
  asked: string,
  ask: (stage: AnswerStage) => Promise<Answer>,
  code: string,
  message: string | RegExp,
  source: string,
];

/** Rows about one configuration of a pool. */
export interface AnswerGroup {
  readonly about: string;
  readonly options: UserPoolOptions;
  readonly rows: readonly AnswerRow[];
}

export const USERS = [
  {
    username: 'alice',
    password: PASSWORD,
    attributes: { email: 'alice@example.com', phone_number: '+15551234567', given_name: 'Alice' },
  },
  { username: 'new', password: PASSWORD, status: 'UNCONFIRMED', attributes: { email: 'new@example.com' } },
  { username: 'reset', password: PASSWORD, status: 'RESET_REQUIRED' },
  { username: 'off', password: PASSWORD, enabled: false },
  { username: 'invited', password: PASSWORD, status: 'FORCE_CHANGE_PASSWORD', attributes: { email: 'i@example.com' } },
  { username: 'bare', password: PASSWORD },
] as const;

/** Sets a pool up until the end of the test. */
export const setAnswerStage = async (options: UserPoolOptions): Promise<AnswerStage> => {
  const { pool, post, advance, now, ClientId } = await setPoolStage({ users: USERS, ...options });
  const ask: AnswerStage['ask'] = (operation, body) => post(operation, { ClientId, ...body });
  const start: AnswerStage['start'] = (AuthFlow, AuthParameters) => ask('InitiateAuth', { AuthFlow, AuthParameters });
  return {
    pool,
    post,
    advance,
    now,
    ClientId,
    ask,
    start,
    respond: ({ body: { ChallengeName, Session } }, responses) =>
      ask('RespondToAuthChallenge', {
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: 'alice', ...responses },
      }),
    tokens: async (username = 'alice') => {
      const { body } = await start('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD });
      return body.AuthenticationResult as Awaited<ReturnType<AnswerStage['tokens']>>;
    },
    repeat: async (times, call) => {
      let last = await call();
      for (let done = 1; done < times; done += 1) last = await call();
      return last;
    },
    code: (secret) => authenticatorCode(secret, now()),
  };
};
