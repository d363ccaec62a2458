import type { OAuthConfiguration } from '../cognito/configuration/configuration.js';
import type { SessionInternals } from '../cognito/session/internals.js';
import { ownUrl } from './address.js';
import type { PendingSignIns } from './pending.js';
import { codeChallenge, randomText } from './pkce.js';
import { POPUP } from './popup.js';
import type { OAuthProvider } from './provider.js';
import { type HostedSignInOptions, requireSignInOptions, signInUrl } from './sign-in-url.js';

/** What a sign-in on a provider's page needs. */
export interface HostedContext {
  readonly provider: OAuthProvider;
  readonly internals: SessionInternals;
  readonly pending: PendingSignIns;
}

/**
 * Stores a new pending sign-in, with what its response is checked against.
 *
 * @returns The URL of the provider's page, and the `state` that its response carries.
 */
export const beginSignIn = async (
  { provider, internals, pending }: HostedContext,
  { redirectSignIn = [], parameters }: Pick<OAuthConfiguration, 'redirectSignIn' | 'parameters'>,
  given: HostedSignInOptions,
): Promise<{ readonly url: string; readonly state: string }> => {
  requireSignInOptions(given);
  const redirectUri = ownUrl(redirectSignIn)!;
  const { authorization_endpoint: page } = await provider.server();
  const state = `${given.mode === 'popup' ? POPUP : ''}${randomText()}`;
  const [verifier, nonce] = [randomText(), randomText()];
  const { issuer, client } = provider;
  const { client_id: clientId } = client;
  const generation = await internals.beginSignIn();
  await pending.add(state, {
    issuer,
    clientId,
    redirectUri,
    verifier,
    nonce,
    begunAt: internals.clock.now(),
    generation,
  });
  const url = signInUrl(page!, parameters, given, {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: (given.scopes ?? provider.scopes).join(' '),
    state,
    nonce,
    code_challenge: await codeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url, state };
};
