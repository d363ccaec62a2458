import { NetworkError } from '../cognito/errors.js';
import type { CognitoSession } from '../cognito/session/types.js';
import { answerIn, cleanAddress, pageOf } from './address.js';
import type { HostedContext } from './begin-sign-in.js';
import { afterLostExchange, HostedUiError } from './errors.js';
import { exchangeCode } from './tokens.js';

const foreign = (why: string): HostedUiError =>
  new HostedUiError('foreign-answer', `This response ${why}. It was ignored. Start the sign-in again.`);

const accept = async (
  { provider, internals, pending }: HostedContext,
  session: CognitoSession,
  url: string,
  query: URLSearchParams,
  state: string,
): Promise<boolean> => {
  const { issuer, client, federation } = provider;
  const known = await pending.get(state);
  if (!known) throw foreign('belongs to no sign-in that began here within the last hour, or was already used');
  if (known.issuer !== issuer || known.clientId !== client.client_id) throw foreign('belongs to another provider');
  cleanAddress(state);
  if (pageOf(url) !== pageOf(known.redirectUri)) throw foreign('arrived at a page other than redirectSignIn');
  await session.initialize();
  const { login, generation = 0 } = await internals.store.reload();
  if (!login && generation !== known.generation) throw foreign('arrived after a sign-out');
  let tokens: Awaited<ReturnType<typeof exchangeCode>>;
  try {
    tokens = await exchangeCode(provider, query, state, known);
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'network') {
      // The code is still valid, unless the request reached the provider and only the response was lost.
      await pending.markLost(state);
      throw error;
    }
    await pending.remove(state);
    throw known.isLost ? afterLostExchange(error) : error;
  }
  await pending.remove(state);
  const { id_token: idToken = '', access_token: accessToken, refresh_token: refreshToken, expires_in = 0 } = tokens;
  if (federation) {
    const options = refreshToken ? { providerRefreshToken: refreshToken } : {};
    await internals.federate(federation, idToken, options, known.generation);
  } else {
    const result = {
      IdToken: idToken,
      AccessToken: accessToken,
      ExpiresIn: expires_in,
      ...(refreshToken && { RefreshToken: refreshToken }),
    };
    await internals.signInWithTokens(result, known.generation);
  }
  return true;
};

/**
 * Creates the function that processes the provider's response in a URL: it checks the response, exchanges the code, and
 * signs the user in. Each response is processed once.
 *
 * @returns A function that resolves to whether the URL holds a response.
 */
export const createAnswerHandler = (
  context: HostedContext,
  session: CognitoSession,
): ((url: string) => Promise<boolean>) => {
  const handled = new Map<string, Promise<boolean>>();
  return (url) => {
    const answer = answerIn(url);
    if (!answer) return Promise.resolve(false);
    const { query, state } = answer;
    let result = handled.get(state);
    if (!result) {
      // Keyed by state, because the URL is cleaned during the exchange and the page may ask again.
      result = context.internals.tabs.exclusively(`oauth.${state}`, () => accept(context, session, url, query, state));
      handled.set(state, result);
      result.catch((error) => error instanceof NetworkError && handled.delete(state));
    }
    return result;
  };
};
