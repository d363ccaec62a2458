import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import { unusableAnswer } from '../cognito/errors.js';
import { isAuthError } from '../core/errors.js';
import { redactMessage } from '../core/redact.js';
import { HostedUiError } from './errors.js';

/** The syntax of `error` (RFC 6749, appendix A.7), limited to the length of real codes. */
const CODE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,64}$/;
/** Whitespace, invisible characters, and characters that change how the rest of a text is displayed. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\s]+/gu;

type Secrets = readonly (string | undefined)[];

const refusal = (given: string, description: unknown, secrets: Secrets): HostedUiError => {
  const error = CODE.test(given) && redactMessage(given, secrets) === given ? given : undefined;
  const text = typeof description === 'string' ? redactMessage(description, secrets) : '';
  const why = [error, text.replace(INVISIBLE, ' ').trim()].filter(Boolean).join(': ');
  return new HostedUiError('provider-refused', `The provider refused the request${why && ` (${why})`}.`, { error });
};

/** Replaces errors of oauth4webapi, because they hold the whole response, code and tokens included. */
const toOwnError = (operation: string, error: unknown, secrets: Secrets): unknown => {
  if (isAuthError(error)) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return refusal(error.error, error.error_description, secrets);
  }
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  // oauth4webapi's own messages quote nothing of the response.
  const why = String(code).startsWith('OAUTH_') ? ` (${message})` : '';
  const advice = `${operation}: the provider's response cannot be used${why}. Check the endpoints and the issuer.`;
  return unusableAnswer({ operation, status: 200, advice });
};

/**
 * Runs work that uses oauth4webapi, and replaces its errors with this package's own.
 *
 * @param operation What the work does. Errors name it.
 * @param secrets What no error may show, even if a response echoes it.
 * @throws HostedUiError `provider-refused`; NetworkError
 */
export const guarded = async <T>(operation: string, secrets: Secrets, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toOwnError(operation, error, secrets);
  }
};
