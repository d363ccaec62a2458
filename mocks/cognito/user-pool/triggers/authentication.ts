import type { TextMap } from '../input.js';
import type { Pool } from '../pool.js';
import type { User } from '../users.js';
import { createEvent, eventAttributes, runTrigger } from './run-trigger.js';

/** Asks the pre-authentication trigger whether a user may try to sign in. */
export const preAuthentication = async (
  { settings }: Pool,
  user: User | undefined,
  name: string,
  clientMetadata: TextMap,
): Promise<void> => {
  const trigger = settings.triggers.preAuthentication;
  if (!trigger) return;
  const request = {
    userAttributes: eventAttributes(user),
    // Cognito passes the metadata of InitiateAuth by this name.
    validationData: clientMetadata,
    ...(user ? {} : { userNotFound: true }),
  };
  const event = createEvent(settings, user?.username ?? name, 'PreAuthentication_Authentication', request, {});
  await runTrigger('PreAuthentication', trigger, event);
};

/** Tells the post-authentication trigger. */
export const postAuthentication = async (
  { settings }: Pool,
  user: User,
  deviceKey: string | undefined,
): Promise<void> => {
  const trigger = settings.triggers.postAuthentication;
  if (!trigger) return;
  const newDeviceUsed = settings.deviceTracking !== 'off' && deviceKey === undefined;
  const request = { userAttributes: eventAttributes(user), newDeviceUsed };
  const event = createEvent(settings, user.username, 'PostAuthentication_Authentication', request, {});
  await runTrigger('PostAuthentication', trigger, event);
};
