import { claimsOf } from '../../../token/jwt.js';
import type { CallOptions, ServiceClient } from '../../service/client.js';
import type { SessionSettings } from '../../configuration/configuration.js';
import { isOutage } from '../../service/outage.js';
import { isUnknownOperation } from '../../service/declined.js';
import type { DeviceKeys } from '../../user-pool/devices/device.js';
import { CognitoError, unusableAnswer } from '../../errors.js';
import type { ModPow } from '../../user-pool/srp/mod-pow.js';
import type { UserPoolLogin } from '../record/record.js';
import { refreshTime } from '../../../core/refresh-time.js';
import type { Operation } from '../../service/results.js';
import { secretHash } from '../../user-pool/secret-hash.js';
import type { AuthenticationResult } from '../../user-pool/sign-in/types.js';
import { confirmOwnDevice } from '../../user-pool/devices/unconfirmed-device.js';

/** Tokens are renewed this long before they expire (AWSMobileClient's threshold), in milliseconds. */
const MARGIN = 300_000;

/** The part of a login that comes from the tokens. */
export type Tokens = Pick<
  UserPoolLogin,
  'idToken' | 'accessToken' | 'refreshToken' | 'expiresAt' | 'renewAt' | 'principal' | 'username'
>;

const secondsOf = (claim: unknown): number => (typeof claim === 'number' ? claim : Number.NaN);

/**
 * Reads the tokens of a response.
 *
 * @param now The time by the server's clock, in milliseconds.
 * @param previousTokens The tokens that these replace. Without rotation, their refresh token is kept.
 * @throws NetworkError `unexpected-answer` if the tokens cannot be read or belong to another user than `before`
 */
export const readTokens = (result: AuthenticationResult, now: number, previousTokens?: Tokens): Tokens => {
  const { IdToken, AccessToken, RefreshToken = previousTokens?.refreshToken, ExpiresIn } = result;
  const idClaims = claimsOf(IdToken ?? '');
  const accessClaims = claimsOf(AccessToken ?? '');
  const principal = idClaims.sub;
  const username = accessClaims.username ?? idClaims['cognito:username'] ?? previousTokens?.username;
  const isOtherUser =
    previousTokens && [principal, accessClaims.sub ?? principal].some((sub) => sub !== previousTokens.principal);
  if (typeof principal !== 'string' || typeof username !== 'string' || isOtherUser) {
    const advice = `The user pool's tokens cannot be read${previousTokens ? " or are another user's" : ''}. Check the endpoint.`;
    const operation = previousTokens ? 'GetTokensFromRefreshToken' : 'InitiateAuth';
    throw unusableAnswer({ operation, status: 200, advice });
  }
  // The token that expires first counts. If no expiry can be read, the result is NaN, which is always due.
  const expiries = [secondsOf(idClaims.exp) * 1000, secondsOf(accessClaims.exp) * 1000].filter(Number.isFinite);
  const expiresAt = expiries.length > 0 ? Math.min(...expiries) : now + ExpiresIn * 1000;
  return {
    idToken: IdToken,
    accessToken: AccessToken,
    refreshToken: RefreshToken,
    expiresAt,
    renewAt: refreshTime(expiresAt, MARGIN, now),
    principal,
    username,
  };
};

/** Errors after which Cognito never accepts a refresh token again. */
const REJECTIONS = /^(NotAuthorized|RefreshTokenReuse|UserNotFound|UserNotConfirmed|PasswordResetRequired)Exception$/;

/** Whether the server has rejected a refresh token for good. */
export const isTokenRejected = (error: unknown): boolean =>
  error instanceof CognitoError && REJECTIONS.test(error.code);

/** Whether REFRESH_TOKEN_AUTH is not allowed, as in pools with rotation. The token itself may be valid. */
const isFlowRefused = (error: unknown): boolean =>
  error instanceof CognitoError && /not (enabled|supported|allowed)/i.test(error.message);

/** Renews a user's tokens. */
export type RefreshTokens = (
  login: UserPoolLogin,
  options?: CallOptions & { readonly clientMetadata?: Readonly<Record<string, string>> | undefined },
) => Promise<AuthenticationResult>;

/**
 * Creates {@link RefreshTokens}: by GetTokensFromRefreshToken, or by REFRESH_TOKEN_AUTH if the server does not support
 * that.
 */
export const createRefreshTokens = (options: {
  readonly client: ServiceClient;
  readonly userPool: NonNullable<SessionSettings['userPool']>;
  readonly devices: DeviceKeys;
  /** The time by the server's clock, in milliseconds. */
  readonly now: () => number;
  /** Default: BigInt. */
  readonly modPow?: ModPow | undefined;
}): RefreshTokens => {
  const { client, userPool, devices, now, modPow } = options;
  const { clientId, clientSecret } = userPool;
  let knowsOperation = true;

  /** Returns the key of the device that the tokens are bound to. A pool renews no tokens for an unconfirmed device. */
  const deviceKeyOf = async (login: UserPoolLogin): Promise<string | undefined> => {
    try {
      // An expired access token cannot confirm the device any more.
      if (!(now() >= login.expiresAt)) await confirmOwnDevice(login, { client, devices, srp: { modPow } });
    } catch (error) {
      // Ignore other errors: the pool may renew the tokens anyway, and if it does not, the renewal fails with the same
      // reason.
      if (isOutage(error)) throw error;
    }
    return (await devices.get(login.username))?.key;
  };

  return async (login, { signal, clientMetadata } = {}) => {
    const { refreshToken, username } = login;
    if (!refreshToken) {
      throw new CognitoError('NotAuthorizedException', 'There is no refresh token. Sign in again.', {
        operation: 'GetTokensFromRefreshToken',
        status: 0,
      });
    }
    // Pools that track devices reject a refresh without the device key.
    const deviceKey = await deviceKeyOf(login);
    const call = async (operation: Operation, input: object): Promise<AuthenticationResult> => {
      const commonInput = { ClientId: clientId, ...(clientMetadata && { ClientMetadata: clientMetadata }) };
      const answer = await client.call<{ AuthenticationResult: AuthenticationResult }>(
        operation,
        { ...commonInput, ...input },
        { signal },
      );
      return answer.AuthenticationResult;
    };
    if (knowsOperation) {
      try {
        return await call('GetTokensFromRefreshToken', {
          RefreshToken: refreshToken,
          ...(clientSecret && { ClientSecret: clientSecret }),
          ...(deviceKey && { DeviceKey: deviceKey }),
        });
      } catch (error) {
        if (!isUnknownOperation(error)) throw error;
      }
    }
    try {
      const result = await call('InitiateAuth', {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: {
          REFRESH_TOKEN: refreshToken,
          ...(deviceKey && { DEVICE_KEY: deviceKey }),
          ...(clientSecret && { SECRET_HASH: await secretHash(clientSecret, username, clientId) }),
        },
      });
      knowsOperation = false;
      return result;
    } catch (cause) {
      if (!isFlowRefused(cause)) throw cause;
      knowsOperation = true;
      const { status } = cause as CognitoError;
      const advice = 'The server supports neither GetTokensFromRefreshToken nor REFRESH_TOKEN_AUTH.';
      throw unusableAnswer({ operation: 'GetTokensFromRefreshToken', status, cause, advice });
    }
  };
};
