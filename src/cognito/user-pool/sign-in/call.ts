import { throwIfAborted } from '../../../core/abortable.js';
import type { AuthError } from '../../../core/errors.js';
import type { Operation } from '../../service/results.js';
import { secretHash } from '../secret-hash.js';
import { type SignInAttempt, callStep, type SignInContext, applyAnswer } from './attempt.js';
import type { AuthAnswer, Metadata } from './types.js';

/** Whether the server no longer knows the device, because the user or an administrator removed it elsewhere. */
export const isDeviceUnknown = (error: unknown): boolean => {
  const { code, message } = error as Partial<AuthError>;
  return code === 'ResourceNotFoundException' && /^Device /.test(message ?? '');
};

/** A call of a sign-in. */
export interface SignInCall {
  readonly operation: Operation;
  readonly input: object;
  /** The member of the input that holds the parameters. */
  readonly listName: 'AuthParameters' | 'ChallengeResponses';
  readonly parameters: Metadata;
  /** Whether to send the device key as well. */
  readonly namesDevice: boolean;
}

/** Makes a call with the user name and the device key. Retries without the device if the server no longer knows it. */
export const call = async (context: SignInContext, attempt: SignInAttempt, given: SignInCall): Promise<void> => {
  const { userPool, devices } = context;
  const { clientId, clientSecret } = userPool;
  const { operation, input, listName, parameters, namesDevice } = given;
  const { username } = attempt;
  const deviceKey = namesDevice ? (await devices.get(username))?.key : undefined;
  const send = async (DEVICE_KEY: string | undefined): Promise<AuthAnswer> => {
    const list = {
      USERNAME: username,
      ...parameters,
      ...(DEVICE_KEY && { DEVICE_KEY }),
      ...(clientSecret && { SECRET_HASH: await secretHash(clientSecret, username, clientId) }),
    };
    return callStep(context, attempt, operation, { ...input, ClientId: clientId, [listName]: list });
  };
  let answer: AuthAnswer;
  try {
    answer = await send(deviceKey);
  } catch (error) {
    if (!isDeviceUnknown(error)) throw error;
    for (const name of new Set([username, attempt.alias])) await devices.remove(name);
    if (!deviceKey) throw error;
    answer = await send(undefined);
  }
  throwIfAborted(attempt.controller.signal);
  applyAnswer(attempt, answer);
};
