import { throwIfAborted } from '../../../core/abortable.js';
import type { AuthError } from '../../../core/errors.js';
import type { Operation } from '../../service/results.js';
import { secretHash } from '../secret-hash.js';
import { type Attempt, callStep, type Context, takeAnswer } from './attempt.js';
import type { AuthAnswer, Metadata } from './types.js';

/** The device was forgotten on the server's side, by the user elsewhere or by an administrator. */
export const isDeviceGone = (error: unknown): boolean => {
  const { code, message } = error as Partial<AuthError>;
  return code === 'ResourceNotFoundException' && /^Device /.test(message ?? '');
};

/** A call of the sign-in's conversation. */
export interface Said {
  readonly operation: Operation;
  readonly input: object;
  /** Where the operation has its parameters. */
  readonly listName: 'AuthParameters' | 'ChallengeResponses';
  readonly parameters: Metadata;
  /** Whether the device is to be named as well. */
  readonly namesDevice: boolean;
}

/** One call, naming the user and the device; once more without a device that the server does not know any more. */
export const call = async (context: Context, attempt: Attempt, said: Said): Promise<void> => {
  const { userPool, devices } = context;
  const { clientId, clientSecret } = userPool;
  const { operation, input, listName, parameters, namesDevice } = said;
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
    if (!isDeviceGone(error)) throw error;
    for (const name of new Set([username, attempt.alias])) await devices.remove(name);
    if (!deviceKey) throw error;
    answer = await send(undefined);
  }
  throwIfAborted(attempt.controller.signal);
  takeAnswer(attempt, answer);
};
