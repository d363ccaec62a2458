import { serviceErrorCode } from '../../core/errors.js';
import type { Clock } from '../../core/clock.js';
import { redactCode, redactMessage } from '../../core/redact.js';
import { type RetryOptions, withRetry } from '../../core/retry.js';
import { CognitoError, ConfigurationError, NetworkError, unusableAnswer } from '../errors.js';
import { exchange } from '../service/exchange.js';
import type { AssumeRole } from './identity-pool.js';
import { readServerTime } from '../service/issuer-time.js';

/** The roles of {@link basicFlow}. */
export interface BasicFlowRoles {
  /** The ARN of the role for users. */
  readonly authenticatedRoleArn?: string;
  /** The ARN of the role for guests. */
  readonly guestRoleArn?: string;
  /** The lifetime of the credentials, in seconds. Default: STS's default (one hour). */
  readonly durationSeconds?: number;
}

const OPERATION = 'AssumeRoleWithWebIdentity';

const textOf = (xml: string, tag: string): string => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? '';

/** How to call STS. */
interface StsContext {
  readonly endpoint: string;
  readonly fetch: typeof fetch;
  readonly retry?: RetryOptions | undefined;
  /** The `Date` headers of the responses correct its offset. */
  readonly clock?: Clock | undefined;
}

/** The basic flow, as created by {@link basicFlow}. */
export type BasicFlow = (context: StsContext) => AssumeRole;

const isNetwork = (error: unknown): boolean => error instanceof NetworkError && error.status === 0;

/**
 * Creates the basic (classic) flow of identity pools: the app names the roles, and STS issues their credentials. Pass
 * it to `createCognitoSession` as `basicFlow`. The identity pool must allow this flow.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ ...pools, basicFlow: basicFlow({ authenticatedRoleArn, guestRoleArn }) });
 * ```
 * @see Amazon Cognito Developer Guide, "Identity pools authentication flow"; STS API Reference,
 * AssumeRoleWithWebIdentity
 */
export const basicFlow =
  (roles: BasicFlowRoles): BasicFlow =>
  ({ endpoint, fetch, retry, clock }) => {
    const attempt = async (form: URLSearchParams, token: string): ReturnType<AssumeRole> => {
      const options = { operation: OPERATION, fetch, clock, secrets: () => [token] };
      const answer = await exchange(endpoint, { method: 'POST', body: form }, options);
      const { status, text: xml } = answer;
      const code = serviceErrorCode(redactCode(textOf(xml, 'Code'), [token]));
      const credentials = {
        AccessKeyId: textOf(xml, 'AccessKeyId'),
        SecretAccessKey: textOf(xml, 'SecretAccessKey'),
        SessionToken: textOf(xml, 'SessionToken'),
        Expiration: Date.parse(textOf(xml, 'Expiration')) / 1000,
      };
      const isComplete = status === 200 && Object.values(credentials).every(Boolean);
      // Only a response that can be parsed is certainly from STS.
      if (clock && (isComplete || code)) readServerTime(clock, answer);
      if (isComplete) return credentials;
      if (code)
        throw new CognitoError(code, redactMessage(textOf(xml, 'Message'), [token]), { operation: OPERATION, status });
      const advice = `${OPERATION} got status ${status}, not an STS response. Check the endpoint.`;
      throw unusableAnswer({ operation: OPERATION, status, advice });
    };
    return (token, guest) => {
      const role = guest ? roles.guestRoleArn : roles.authenticatedRoleArn;
      if (!role) {
        const key = guest ? 'basicFlow.guestRoleArn' : 'basicFlow.authenticatedRoleArn';
        throw new ConfigurationError('configuration', `${key}: pass the role that the basic flow assumes.`);
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
