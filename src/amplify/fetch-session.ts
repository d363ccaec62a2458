import { CredentialsError } from '../core/errors.js';
import type { AmplifyOptions } from './options.js';
import { type AmplifySession, principalOf } from './session.js';

const isNotAuthorized = (error: unknown): boolean =>
  /^NotAuthorized/.test(String((error as { name?: unknown } | null | undefined)?.name));

/**
 * Creates the function that gets Amplify's session, and that detects a stale identity in Amplify's memory after a
 * change of user.
 *
 * When another tab has changed the user, Amplify reads the new user's tokens from the storage but still uses the
 * previous user's identity in its memory, which Cognito rejects. A late response for the previous user also puts that
 * user's identity and credentials back into Amplify's memory.
 *
 * @param changes Returns how often the user has changed so far.
 */
export const createFetchSession = ({ fetchAuthSession, clearCredentials }: AmplifyOptions, changes: () => number) => {
  /** The user that each identity belongs to. A user can take over a guest's identity, but never another user's. */
  const owners = new Map<string, string>();

  const requestSession = async (forceRefresh: boolean): Promise<AmplifySession> => {
    const session: AmplifySession | null | undefined = await fetchAuthSession({ forceRefresh });
    if (typeof session === 'object' && session !== null) return session;
    throw new CredentialsError(
      'credentials-unavailable',
      "fetchAuthSession returned no session. Pass Amplify's own function.",
    );
  };

  const afterRejection = async (error: unknown, forceRefresh: boolean): Promise<AmplifySession> => {
    if (!clearCredentials) {
      throw new CredentialsError(
        'credentials-unavailable',
        "Cognito rejected Amplify's identity, which may be the previous user's after a change of user in another tab. Pass clearCredentials, so that Amplify can be made to forget it.",
        { cause: error },
      );
    }
    await clearCredentials();
    return requestSession(forceRefresh);
  };

  return async (forceRefresh: boolean): Promise<AmplifySession> => {
    const before = changes();
    // A late session does not show who is signed in now.
    const isLate = (): boolean => changes() !== before;
    let session = await requestSession(forceRefresh).catch((error: unknown) => {
      if (isLate() || before === 0 || !isNotAuthorized(error)) throw error;
      return afterRejection(error, forceRefresh);
    });
    if (isLate()) return session;
    const owner = owners.get(session.identityId ?? '');
    if (owner !== undefined && owner !== principalOf(session)) {
      await clearCredentials?.();
      session = await requestSession(true);
    }
    const principal = principalOf(session);
    if (!isLate() && session.identityId && principal) owners.set(session.identityId, principal);
    return session;
  };
};
