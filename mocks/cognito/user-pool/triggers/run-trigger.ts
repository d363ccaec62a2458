import type { Settings } from '../settings.js';
import type { User } from '../users.js';
import { refusal } from '../refusals.js';
import type { TriggerEvent } from './events.js';

/** The names of triggers in errors. */
type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse';

/** Creates the event of a trigger. */
export const createEvent = <Source extends string, Request, Response>(
  { region, id, clientId }: Settings,
  userName: string,
  triggerSource: Source,
  request: Request,
  response: Response,
): TriggerEvent<Source, Request, Response> => ({
  version: '1',
  triggerSource,
  region,
  userPoolId: id,
  userName,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  request,
  response,
});

/** Returns the attributes that events show of a user. Undefined for an unknown user. */
export const eventAttributes = (user: User | undefined): Record<string, string> =>
  user ? { sub: user.sub, 'cognito:user_status': user.status, ...Object.fromEntries(user.attributes) } : {};

/** Calls a trigger. What it throws refuses the client's call, and is the refusal's cause. */
export const callTrigger = async <Result>(name: TriggerName, call: () => Result | Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    const refused = refusal('lambdaFailed', name, error instanceof Error ? error.message : String(error));
    refused.cause = error;
    throw refused;
  }
};

/** Runs a trigger as Lambda does, which copies the event, and returns the response that the function filled in. */
export const runTrigger = async <Event extends { response: object }>(
  name: TriggerName,
  trigger: (event: Event) => Event | Promise<Event>,
  event: NoInfer<Event>,
): Promise<Event['response']> => {
  const returned: Partial<Event> | null | undefined = await callTrigger(name, () => trigger(structuredClone(event)));
  const response = returned?.response;
  if (typeof response !== 'object' || response === null) throw refusal('unrecognizableLambda');
  return response;
};
