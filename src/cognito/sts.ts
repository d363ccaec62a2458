import { redactMessage } from '../core/redact.js';
import { type RetryOptions, withRetry } from '../core/retry.js';
import { CognitoError, ConfigurationError, NetworkError } from './errors.js';
import type { AssumeRole } from './identity-pool.js';

/** The roles of the basic (classic) flow, where the identity pool does not choose them itself. */
export interface BasicFlow {
  /** The role of users. */
  readonly authenticatedRoleArn?: string;
  /** The role of guests. */
  readonly guestRoleArn?: string;
  /** How long credentials last, in seconds. Default: STS's (an hour). */
  readonly durationSeconds?: number;
}

const OPERATION = 'AssumeRoleWithWebIdentity';

const textOf = (xml: string, tag: string): string => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? '';

/** Makes the exchange of an identity's token for a role's credentials (STS API Reference, AssumeRoleWithWebIdentity). */
export const createAssumeRole = (options: {
  readonly endpoint: string;
  readonly roles: BasicFlow;
  readonly fetch: typeof fetch;
  readonly retry?: RetryOptions | undefined;
}): AssumeRole => {
  const { endpoint, roles, fetch, retry } = options;
  const attempt = async (form: URLSearchParams, token: string): ReturnType<AssumeRole> => {
    let response: Response;
    let xml: string;
    try {
      response = await fetch(endpoint, { method: 'POST', body: form, redirect: 'manual' });
      xml = await response.text();
    } catch (cause) {
      throw new NetworkError('network', `${OPERATION} did not reach ${new URL(endpoint).host}; see \`cause\`.`, {
        operation: OPERATION,
        status: 0,
        cause,
      });
    }
    const { status, ok } = response;
    const code = textOf(xml, 'Code');
    const AccessKeyId = textOf(xml, 'AccessKeyId');
    if (ok && AccessKeyId) {
      return {
        AccessKeyId,
        SecretAccessKey: textOf(xml, 'SecretAccessKey'),
        SessionToken: textOf(xml, 'SessionToken'),
        Expiration: Date.parse(textOf(xml, 'Expiration')) / 1000,
      };
    }
    if (code)
      throw new CognitoError(code, redactMessage(textOf(xml, 'Message'), [token]), { operation: OPERATION, status });
    throw new NetworkError('unexpected-answer', `${OPERATION} got status ${status} and no answer of STS's.`, {
      operation: OPERATION,
      status,
    });
  };
  return (token, guest) => {
    const role = guest ? roles.guestRoleArn : roles.authenticatedRoleArn;
    if (!role) {
      const key = guest ? 'basicFlow.guestRoleArn' : 'basicFlow.authenticatedRoleArn';
      throw new ConfigurationError('configuration', `${key}: give the role that the basic flow assumes.`);
    }
    const form = new URLSearchParams({
      Action: OPERATION,
      Version: '2011-06-15',
      RoleArn: role,
      RoleSessionName: 'sigv4-interceptor',
      WebIdentityToken: token,
      ...(roles.durationSeconds && { DurationSeconds: String(roles.durationSeconds) }),
    });
    return withRetry(() => attempt(form, token), {
      shouldRetry: ({ error }) => ((error as Partial<NetworkError>).status ?? 400) >= 500 || isNetwork(error),
      ...retry,
    });
  };
};

const isNetwork = (error: unknown): boolean => error instanceof NetworkError && error.status === 0;
