import {
  authorizationCodeGrantRequest,
  getValidatedIdTokenClaims,
  processGenericTokenEndpointResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { unusableAnswer } from '../cognito/errors.js';
import { HostedUiError } from './errors.js';
import type { PendingSignIn } from './pending.js';
import type { OAuthProvider } from './provider.js';
import { guarded } from './refusals.js';

/**
 * Exchanges the code of a response for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
 *
 * @param parameters The response. If it has `iss`, or discovery
 * announces one, `iss` must be the provider's issuer (RFC 9207).
 */
export const exchangeCode = (
  { server, client, clientSecret, authentication, request, echoesNonce }: OAuthProvider,
  parameters: URLSearchParams,
  state: string,
  { redirectUri, verifier, nonce }: PendingSignIn,
): Promise<TokenEndpointResponse> => {
  const operation = 'The code exchange';
  const secrets = [clientSecret, parameters.get('code') ?? undefined, state, verifier, nonce];
  return guarded(operation, secrets, async () => {
    const as = await server();
    const answer = await authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      validateAuthResponse(as, client, parameters, state),
      redirectUri,
      verifier,
      request(operation),
    );
    const tokens = await processGenericTokenEndpointResponse(as, client, answer);
    const claims = getValidatedIdTokenClaims(tokens);
    const unusable = (why: string): never => {
      throw unusableAnswer({ operation, status: 200, advice: `${operation}: ${why}. Start the sign-in again.` });
    };
    if (!claims) return unusable('the provider sent no ID token; request the scope openid');
    // OpenID Connect Core 1.0, section 3.1.3.7. oauth4webapi's own check expects every provider to repeat the nonce.
    if (claims.nonce === undefined ? echoesNonce : claims.nonce !== nonce) {
      return unusable("the ID token's nonce is not this sign-in's");
    }
    return tokens;
  });
};

/** Refreshes tokens (RFC 6749, section 6). Resolves to undefined if the refresh token has expired or been revoked. */
export const refreshTokens = async (
  { server, client, clientSecret, authentication, request }: OAuthProvider,
  refreshToken: string,
): Promise<TokenEndpointResponse | undefined> => {
  const operation = 'The token refresh';
  try {
    return await guarded(operation, [clientSecret, refreshToken], async () => {
      const as = await server();
      const answer = await refreshTokenGrantRequest(as, client, authentication, refreshToken, request(operation));
      return processRefreshTokenResponse(as, client, answer);
    });
  } catch (error) {
    if (!(error instanceof HostedUiError)) throw error;
    if (error.error === 'invalid_grant') return undefined;
    // Any other refusal is a fault of the configuration or the provider, and must not sign the user out.
    throw unusableAnswer({ operation, status: 400, advice: error.message });
  }
};

/** Revokes a refresh token (RFC 7009), if the provider has a revocation endpoint. */
export const revokeToken = (
  { server, client, clientSecret, authentication, request }: OAuthProvider,
  refreshToken: string,
): Promise<void> => {
  const operation = 'The token revocation';
  return guarded(operation, [clientSecret, refreshToken], async () => {
    const as = await server();
    if (!as.revocation_endpoint) return;
    const answer = await revocationRequest(as, client, authentication, refreshToken, request(operation));
    await processRevocationResponse(answer);
  });
};
