import {
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  OperationProcessingError,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  ResponseBodyError,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { unreachable, unusableAnswer } from '../cognito/errors.js';
import { isAuthError } from '../core/errors.js';
import { redactMessage } from '../core/redact.js';
import { HostedUiError } from './errors.js';
import type { Pending } from './pending.js';
import type { Provider } from './provider.js';

/** What a provider says in its error answers, fit to be shown. */
const describe = (error: string, description: string | undefined): string =>
  redactMessage(description ? `${error}: ${description}` : error, []);

/** oauth4webapi's errors hold the answer, code and tokens included, so they are not handed on. */
const toOurs = (operation: string, error: unknown): unknown => {
  if (isAuthError(error)) return error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error;
    return new HostedUiError('provider-refused', `The provider refuses (${describe(code, description)}).`, {
      error: code,
    });
  }
  if (error instanceof OperationProcessingError) {
    const advice = `${operation}: the provider's answer cannot be used (${error.message}). Check the endpoints and the issuer.`;
    return unusableAnswer({ operation, status: 200, advice });
  }
  return unreachable({ operation, cause: error, advice: `${operation} did not reach the provider; see \`cause\`.` });
};

const guarded = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toOurs(operation, error);
  }
};

/** Exchanges the code of an answer (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
export const exchangeCode = (
  { server, client, authentication, requestOptions }: Provider,
  parameters: URLSearchParams,
  state: string,
  { redirectUri, verifier }: Pending,
): Promise<TokenEndpointResponse> =>
  guarded('The exchange of the code', async () => {
    const as = await server();
    const valid = validateAuthResponse(as, client, parameters, state);
    const answer = await authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      valid,
      redirectUri,
      verifier,
      requestOptions,
    );
    return processAuthorizationCodeResponse(as, client, answer, { requireIdToken: true });
  });

/** Renews tokens (RFC 6749, section 6); nothing where the refresh token is dead. */
export const refreshTokens = async (
  { server, client, authentication, requestOptions }: Provider,
  refreshToken: string,
): Promise<TokenEndpointResponse | undefined> => {
  try {
    return await guarded('The renewal of the tokens', async () => {
      const as = await server();
      const answer = await refreshTokenGrantRequest(as, client, authentication, refreshToken, requestOptions);
      return processRefreshTokenResponse(as, client, answer);
    });
  } catch (error) {
    if (!(error instanceof HostedUiError)) throw error;
    if (error.error === 'invalid_grant') return undefined;
    // Anything else that is refused is the configuration's fault or the provider's, and signs nobody out.
    throw unusableAnswer({ operation: 'The renewal of the tokens', status: 400, advice: error.message });
  }
};

/** Revokes a refresh token (RFC 7009), where the provider can. */
export const revokeToken = (
  { server, client, authentication, requestOptions }: Provider,
  refreshToken: string,
): Promise<void> =>
  guarded('The revocation', async () => {
    const as = await server();
    if (!as.revocation_endpoint) return;
    await processRevocationResponse(await revocationRequest(as, client, authentication, refreshToken, requestOptions));
  });
