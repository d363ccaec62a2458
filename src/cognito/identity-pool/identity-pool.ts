import type { AwsCredentialIdentity } from '../../sigv4/credentials.js';
import { isHeaderText } from '../../core/headers.js';
import type { ServiceClient } from '../service/client.js';
import { unusableAnswer } from '../errors.js';
import type { Expiring } from '../session/record/record.js';
import { refreshTime } from '../../core/refresh-time.js';

/** Tokens by provider, under the keys of identity pools. */
export type Logins = Readonly<Record<string, string>>;

/** AWS credentials of an identity. */
export interface IdentityCredentials extends Expiring {
  readonly identityId: string;
  readonly credentials: AwsCredentialIdentity;
}

/** Exchanges an identity's token for a role's credentials at STS (basic flow). */
export type AssumeRole = (webIdentityToken: string, guest: boolean) => Promise<StsCredentials>;

/** Credentials in the spelling of STS. The identity pool's differs only in the secret's name. */
interface StsCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** Seconds since the epoch. */
  readonly Expiration: number;
}

/** An identity pool (Amazon Cognito Federated Identities API Reference). */
export interface IdentityPool {
  /** Gets the identity id of a guest (no logins) or a user. */
  getId(logins: Logins): Promise<string>;
  /**
   * Gets the credentials of an identity. If identities were merged, the id in the result differs; use that one from
   * then on.
   */
  getCredentials(identityId: string, logins: Logins, customRoleArn?: string): Promise<IdentityCredentials>;
}

/** AWS credentials are renewed this long before they expire (AWSMobileClient's threshold), in milliseconds. */
const MARGIN = 600_000;

/**
 * Creates the {@link IdentityPool}. It uses the enhanced flow, or the basic flow with `assumeRole`.
 *
 * @param now The time by the server's clock, in milliseconds.
 */
export const createIdentityPool = (options: {
  readonly id: string;
  readonly client: ServiceClient;
  readonly assumeRole?: AssumeRole | undefined;
  readonly now: () => number;
}): IdentityPool => {
  const { id, client, assumeRole, now } = options;
  // The services accept a missing member but reject an empty one.
  const given = (logins: Logins): { Logins?: Logins } => (Object.keys(logins).length > 0 ? { Logins: logins } : {});

  const enhanced = async (
    identityId: string,
    logins: Logins,
    customRoleArn: string | undefined,
  ): Promise<{ IdentityId: string; credentials: StsCredentials }> => {
    const { IdentityId, Credentials } = await client.call<{
      IdentityId: string;
      Credentials: Omit<StsCredentials, 'SecretAccessKey'> & { SecretKey: string };
    }>('GetCredentialsForIdentity', {
      IdentityId: identityId,
      ...given(logins),
      ...(customRoleArn && { CustomRoleArn: customRoleArn }),
    });
    return { IdentityId, credentials: { ...Credentials, SecretAccessKey: Credentials.SecretKey } };
  };

  const basic = async (
    assume: AssumeRole,
    identityId: string,
    logins: Logins,
  ): Promise<{ IdentityId: string; credentials: StsCredentials }> => {
    const { IdentityId, Token } = await client.call<{ IdentityId: string; Token: string }>('GetOpenIdToken', {
      IdentityId: identityId,
      ...given(logins),
    });
    return { IdentityId, credentials: await assume(Token, Object.keys(logins).length === 0) };
  };

  return {
    getId: async (logins) =>
      (await client.call<{ IdentityId: string }>('GetId', { IdentityPoolId: id, ...given(logins) })).IdentityId,
    getCredentials: async (identityId, logins, customRoleArn) => {
      const { IdentityId = identityId, credentials } = assumeRole
        ? await basic(assumeRole, identityId, logins)
        : await enhanced(identityId, logins, customRoleArn);
      // Such credentials could not sign anything until they expire.
      if (![credentials.AccessKeyId, credentials.SessionToken].every(isHeaderText)) {
        const operation = assumeRole ? 'AssumeRoleWithWebIdentity' : 'GetCredentialsForIdentity';
        const advice = `${operation} returned credentials that no header can hold. Check the endpoint.`;
        throw unusableAnswer({ operation, status: 200, advice });
      }
      const expiresAt = credentials.Expiration * 1000;
      return {
        identityId: IdentityId,
        expiresAt,
        renewAt: refreshTime(expiresAt, MARGIN, now()),
        credentials: {
          accessKeyId: credentials.AccessKeyId,
          secretAccessKey: credentials.SecretAccessKey,
          sessionToken: credentials.SessionToken,
          expiration: new Date(expiresAt),
        },
      };
    },
  };
};
