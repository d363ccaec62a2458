import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import { unusableAnswer } from '../cognito/errors.js';
import { isAuthError } from '../core/errors.js';
import { redactMessage } from '../core/redact.js';
import { HostedUiError } from './errors.js';

/** `error` (RFC 6749, appendix A.7), if it is as short as codes are. */
const CODE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,64}$/;
/** What is not seen, or changes how the rest of a text is seen. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\s]+/gu;

type Secrets = readonly (string | undefined)[];

const refusal = (given: string, description: unknown, secrets: Secrets): HostedUiError => {
  const error = CODE.test(given) && redactMessage(given, secrets) === given ? given : undefined;
  const told = typeof description === 'string' ? redactMessage(description, secrets).replace(UNSEEN, ' ').trim() : '';
  const why = [error, told].filter(Boolean).join(': ');
  return new HostedUiError('provider-refused', why ? `The provider refuses (${why}).` : 'The provider refuses.', {
    error,
  });
};

/** oauth4webapi's errors hold the answer, code and tokens included, so they are not handed on. */
const toOurs = (operation: string, error: unknown, secrets: Secrets): unknown => {
  if (isAuthError(error)) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return refusal(error.error, error.error_description, secrets);
  }
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  // Its own messages quote nothing of the answer.
  const why = String(code).startsWith('OAUTH_') ? ` (${message})` : '';
  const advice = `${operation}: the provider's answer cannot be used${why}. Check the endpoints and the issuer.`;
  return unusableAnswer({ operation, status: 200, advice });
};

/**
 * Does work with oauth4webapi, and gives its failures as this package's own.
 *
 * @param operation What is done, for the errors.
 * @param secrets What no error may show, if an answer echoes it.
 * @throws HostedUiError `provider-refused`; NetworkError
 */
export const guarded = async <T>(operation: string, secrets: Secrets, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toOurs(operation, error, secrets);
  }
};
