import { PoolError } from '../cognito/user-pool/errors.js';
import type { UserPool } from '../cognito/user-pool.js';
import type { Authority, OAuthPaths } from './authority.js';

/** "User pool endpoints and managed login reference" (Cognito Developer Guide). */
export const COGNITO_PATHS: OAuthPaths = {
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  revoke: '/oauth2/revoke',
  userInfo: '/oauth2/userInfo',
  logout: '/logout',
  logoutTargets: ['logout_uri', 'redirect_uri'],
};

/** Returns a user pool as the authority of its own sign-in page. */
export const userPoolAuthority = (pool: UserPool, clientSecret: string | undefined): Authority => ({
  clientId: pool.clientId,
  clientSecret,
  checkPassword: pool.checkPassword,
  issue: (username, scope, nonce) => pool.issueTokens(username, { scope, ...(nonce && { nonce }) }),
  refresh: (refreshToken) =>
    pool.refreshTokens(refreshToken).catch((error: unknown) => {
      // What a trigger refuses has words of its own.
      if (error instanceof PoolError && !error.code.includes('Lambda')) return undefined;
      throw error;
    }),
  revoke: pool.revokeRefreshToken,
  userInfo: async (AccessToken) => {
    const answer = await pool.answer(
      new Request(pool.issuer, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' },
        body: JSON.stringify({ AccessToken }),
      }),
    );
    if (!answer.ok) return undefined;
    const { Username, UserAttributes } = (await answer.json()) as {
      readonly Username: string;
      readonly UserAttributes: readonly { readonly Name: string; readonly Value: string }[];
    };
    return { ...Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value])), username: Username };
  },
});
