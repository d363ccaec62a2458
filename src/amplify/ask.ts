import { CredentialsError } from '../core/errors.js';
import type { AmplifyOptions } from './options.js';
import { type AmplifySession, principalOf } from './session.js';

const isNotAuthorized = (error: unknown): boolean =>
  /^NotAuthorized/.test(String((error as { name?: unknown } | null | undefined)?.name));

/**
 * Asks Amplify for its session, and does not believe its memory blindly once the user has changed.
 *
 * When another tab changed the user, Amplify reads the new one's tokens from the storage, but goes on with the identity of
 * the previous one that it has in memory, which Cognito refuses. And an answer for the previous user that comes late puts
 * that user's identity and credentials back into its memory.
 *
 * @param changes How often the user has changed so far.
 */
export const createAsk = ({ fetchAuthSession, clearCredentials }: AmplifyOptions, changes: () => number) => {
  /** Which user an identity belongs to. A guest's goes over to the user, a user's to nobody. */
  const owners = new Map<string, string>();

  const fetchSession = async (forceRefresh: boolean): Promise<AmplifySession> => {
    const session: AmplifySession | null | undefined = await fetchAuthSession({ forceRefresh });
    if (typeof session === 'object' && session !== null) return session;
    throw new CredentialsError(
      'credentials-unavailable',
      "fetchAuthSession gave no session. Pass Amplify's own function.",
    );
  };

  const afterRefusal = async (error: unknown, forceRefresh: boolean): Promise<AmplifySession> => {
    if (!clearCredentials) {
      throw new CredentialsError(
        'credentials-unavailable',
        'Cognito refused the identity that Amplify uses. After a change of user in another tab that may be the previous one: pass clearCredentials, so that Amplify can be made to forget it.',
        { cause: error },
      );
    }
    await clearCredentials();
    return fetchSession(forceRefresh);
  };

  return async (forceRefresh: boolean): Promise<AmplifySession> => {
    const before = changes();
    // What comes late is of no use, and says nothing of who is signed in now.
    const isLate = (): boolean => changes() !== before;
    let session = await fetchSession(forceRefresh).catch((error: unknown) => {
      if (isLate() || before === 0 || !isNotAuthorized(error)) throw error;
      return afterRefusal(error, forceRefresh);
    });
    if (isLate()) return session;
    const owner = owners.get(session.identityId ?? '');
    if (owner !== undefined && owner !== principalOf(session)) {
      await clearCredentials?.();
      session = await fetchSession(true);
    }
    const principal = principalOf(session);
    if (!isLate() && session.identityId && principal) owners.set(session.identityId, principal);
    return session;
  };
};
