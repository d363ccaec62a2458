import { isTransient, isTransientName } from '../../core/retry.js';
import { CognitoError, NetworkError } from '../errors.js';

/** Cognito's LimitExceededException: too many attempts of a user, for a while. */
const LIMIT_EXCEEDED = /LimitExceeded/;

/**
 * Whether an error means that a service could not decide, so that the session stays as it is. The service is Cognito,
 * or one that an app's own function calls, such as the provider of a federated token.
 */
export const isOutage = (error: unknown): boolean => {
  const typedError = (error ?? {}) as Error;
  // A web application firewall responds in the service's name but decides nothing about the user (AWS: "Request not
  // allowed due to WAF block").
  if (typedError instanceof CognitoError && typedError.code === 'ForbiddenException') return true;
  if (typedError instanceof NetworkError || isTransient(typedError)) return true;
  return LIMIT_EXCEEDED.test(typedError.name) || isTransientName(typedError.name);
};
