import { verifyAttribute } from '../attributes.js';
import { attributeList, type Input, textMap } from '../input.js';
import type { Pool } from '../pool.js';
import type { User } from '../users.js';
import type { PreSignUpOutput, PreSignUpRequest, PreSignUpResponse } from './events.js';
import { refusal } from '../refusals.js';
import { callTrigger, createEvent, eventAttributes, runTrigger } from './run-trigger.js';

const responseOf = (output: Exclude<PreSignUpOutput, string>): PreSignUpResponse =>
  output && 'response' in output ? output.response : (output ?? {});

/** Asks the pre-sign-up trigger about a user who does not exist yet. */
export const preSignUp = async (
  { settings }: Pool,
  input: Input,
  triggerSource: PreSignUpRequest['triggerSource'],
  username: string,
  attributes: Readonly<Record<string, string>>,
): Promise<PreSignUpResponse> => {
  const trigger = settings.triggers.preSignUp;
  if (!trigger) return {};
  const given = attributeList(input, 'ValidationData').map(([name, value]) => [name, value ?? '']);
  const validationData = Object.fromEntries(given) as Readonly<Record<string, string>>;
  const clientMetadata = textMap(input, 'ClientMetadata');
  const request = { userAttributes: attributes, validationData, clientMetadata };
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
  const event = createEvent(settings, username, triggerSource, request, response);
  const output = await callTrigger('PreSignUp', () =>
    trigger(structuredClone({ ...event, username, attributes, validationData, clientMetadata })),
  );
  if (typeof output === 'string') throw refusal('lambdaFailed', 'PreSignUp', output);
  return responseOf(output);
};

/** Verifies the addresses that a pre-sign-up trigger vouches for. They become the user's, even if they were another's. */
export const autoVerify = (pool: Pool, user: User, response: PreSignUpResponse): void => {
  if (response.autoVerifyEmail && user.attributes.has('email')) verifyAttribute(pool, user, 'email', true);
  if (response.autoVerifyPhone && user.attributes.has('phone_number'))
    verifyAttribute(pool, user, 'phone_number', true);
};

/** Tells the post-confirmation trigger. */
export const postConfirmation = async (
  { settings }: Pool,
  user: User,
  input: Input,
  triggerSource:
    | 'PostConfirmation_ConfirmSignUp'
    | 'PostConfirmation_ConfirmForgotPassword' = 'PostConfirmation_ConfirmSignUp',
): Promise<void> => {
  const trigger = settings.triggers.postConfirmation;
  if (!trigger) return;
  const request = { userAttributes: eventAttributes(user), clientMetadata: textMap(input, 'ClientMetadata') };
  await runTrigger('PostConfirmation', trigger, createEvent(settings, user.username, triggerSource, request, {}));
};
