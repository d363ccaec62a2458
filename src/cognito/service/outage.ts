import { isTransient } from '../../core/retry.js';
import { CognitoError, NetworkError } from '../errors.js';

/** What Cognito answers when it cannot decide now. */
const BUSY = /Throttl|TooManyRequests|LimitExceeded|InternalError|ServiceUnavailable/;

/**
 * Whether the service could not be asked, so that what is known still counts: Cognito, or what an app's own function asks, such
 * as the provider of a federated token.
 */
export const isOutage = (error: unknown): boolean => {
  const thrown = (error ?? {}) as Error;
  // A web application firewall speaks for the service and knows no user (AWS: "Request not allowed due to WAF block").
  if (thrown instanceof CognitoError && thrown.code === 'ForbiddenException') return true;
  return thrown instanceof NetworkError || BUSY.test(thrown.name) || isTransient(thrown);
};
