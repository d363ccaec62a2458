import type { Claims } from '../../tokens.js';
import type { Settings } from '../settings.js';
import type { User } from '../users.js';
import type { ClaimsOverrideDetails, TokenSource } from './events.js';
import { createEvent, eventAttributes, runTrigger } from './run-trigger.js';

/** The claims that a trigger can neither set nor suppress ("Pre token generation Lambda trigger"). */
const RESERVED =
  'acr amr at_hash aud auth_time azp event_id exp iat identities iss jti nbf nonce origin_jti sub token_use cognito:username cognito:groups cognito:roles cognito:preferred_role'.split(
    ' ',
  );

/** Asks the pre-token-generation trigger what to change. */
export const claimsOverride = async (
  settings: Settings,
  user: User,
  source: TokenSource,
): Promise<ClaimsOverrideDetails> => {
  const trigger = settings.triggers.preTokenGeneration;
  if (!trigger) return {};
  const request = {
    userAttributes: eventAttributes(user),
    groupConfiguration: { groupsToOverride: [...user.groups], iamRolesToOverride: [] },
  };
  const event = createEvent(settings, user.username, source, request, {});
  return (await runTrigger('PreTokenGeneration', trigger, event)).claimsOverrideDetails ?? {};
};

/** Returns the claim about a user's groups, which both tokens have. */
export const groupClaims = ({ groups }: User, { groupOverrideDetails }: ClaimsOverrideDetails): Claims => {
  const names = groupOverrideDetails?.groupsToOverride ?? groups;
  return names.length ? { 'cognito:groups': names } : {};
};

/** Returns the changed claims of an ID token. A claim that is both set and suppressed is suppressed. */
export const overridden = (
  claims: Claims,
  { claimsToAddOrOverride = {}, claimsToSuppress = [], groupOverrideDetails }: ClaimsOverrideDetails,
): Claims => {
  const { iamRolesToOverride: roles, preferredRole } = groupOverrideDetails ?? {};
  const added = Object.entries(claimsToAddOrOverride).filter(([name]) => !RESERVED.includes(name));
  const kept = Object.entries({ ...claims, ...Object.fromEntries(added) }).filter(
    ([name]) => RESERVED.includes(name) || !claimsToSuppress.includes(name),
  );
  return {
    ...Object.fromEntries(kept),
    ...(roles?.length ? { 'cognito:roles': roles } : {}),
    ...(preferredRole === undefined ? {} : { 'cognito:preferred_role': preferredRole }),
  };
};
