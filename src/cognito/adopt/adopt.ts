import { correctedNow } from '../../core/clock.js';
import { optionNames, requireKnownOptions, requireOption } from '../../core/options.js';
import { randomId } from '../../core/random.js';
import { claimsOf } from '../../token/jwt.js';
import { readStoredIdentity, readStoredUser, removeAll, type StoredUser } from './stored-session.js';
import type { AdoptSessionOptions } from './types.js';
import type { Login, UserPoolLogin } from '../session/record/record.js';
import type { SessionInternals } from '../session/internals.js';
import { readTokens } from '../session/tokens/refresh-tokens.js';

const OPTIONS = optionNames<AdoptSessionOptions>({ from: 0 });

const requireOptions = (options: AdoptSessionOptions): void => {
  requireKnownOptions('adoptSession', options, OPTIONS);
  const { from } = options;
  const isSource = [from?.getItem, from?.removeItem].every((method) => typeof method === 'function');
  requireOption(isSource, 'adoptSession: from: pass a storage with getItem and removeItem, such as localStorage.');
};

/** How often the source is looked at, because the other library may renew its tokens meanwhile. */
const MOST_LOOKS = 5;

const issuedAt = (login: Pick<UserPoolLogin, 'accessToken'>): number => Number(claimsOf(login.accessToken).iat ?? 0);

/**
 * Whether stored tokens take the place of who is signed in: nobody, a user whose session has ended, or the same user with older
 * tokens, because the other library has renewed its own meanwhile, and where they rotate the older ones are worth nothing.
 */
const replaces = (theirs: UserPoolLogin, present: Login | undefined, now: number): boolean => {
  if (!theirs.refreshToken && !(theirs.expiresAt > now)) return false;
  if (present?.kind !== 'userPool' || present.principal !== theirs.principal) return !present || !!present.invalid;
  if (!theirs.refreshToken) return false;
  const later = issuedAt(theirs) - issuedAt(present);
  // Tokens of the same second: another library writes them one by one, and was seen halfway.
  return later > 0 || (later === 0 && !present.invalid && theirs.refreshToken !== present.refreshToken);
};

/**
 * Moves what another library has stored into the session: `session.adoptSession`.
 *
 * Two owners of a refresh token that rotates would sign the user out. So the tokens are stored here, then looked at once more,
 * because the other library may have renewed them, and then removed there. After a crash in between, the next call goes on.
 *
 * @param begun The generation when it began: a sign-out that came since ends it.
 */
export const adopt = async (
  options: AdoptSessionOptions,
  internals: SessionInternals,
  begun: number,
): Promise<boolean> => {
  requireOptions(options);
  const { from } = options;
  const { configuration, settings, store, storage, devices, tabs, clock, logIn } = internals;
  const now = (): number => correctedNow(clock);
  const { userPool, identityPool } = settings;

  const loginOf = ({ idToken, accessToken, refreshToken }: StoredUser): UserPoolLogin => ({
    kind: 'userPool',
    id: randomId(),
    customRoleArn: configuration.customRoleArn,
    ...readTokens(
      { IdToken: idToken, AccessToken: accessToken, ...(refreshToken && { RefreshToken: refreshToken }), ExpiresIn: 0 },
      now(),
    ),
  });

  /** Whether what a session keeps outlives the page: its storage may be full, or its entry another session's. */
  const isStored = async (content: string): Promise<boolean> => {
    const key = `${internals.name}.session`;
    const texts = await Promise.all([key, `${key}.${internals.fingerprint}`].map((entry) => storage.get(entry)));
    return storage.outdated.size === 0 && texts.some((text) => text?.includes(content));
  };

  const move = async (): Promise<boolean> => {
    let adopted = false;
    // A source that changes at every look has another owner, which goes on.
    for (let looks = 1; ; looks++) {
      const guest = identityPool && (await readStoredIdentity(from, identityPool.id));
      const user = userPool && (await readStoredUser(from, userPool));
      const theirs = user && loginOf(user);
      const keys = [...(user?.keys ?? []), ...(guest?.keys ?? [])];
      const { login } = await store.reload();

      if (looks <= MOST_LOOKS && user && theirs && replaces(theirs, login, now())) {
        for (const name of user.device ? new Set([theirs.username, user.name]) : []) {
          await devices.set(name, user.device!);
        }
        try {
          await logIn(theirs, false, begun, guest?.guestIdentityId);
        } catch (error) {
          // A sign-out holds for these tokens as well: they would come back with the next visit.
          if (!(await store.reload()).login) await removeAll(from, keys);
          throw error;
        }
        adopted = true;
        if (await isStored(theirs.id)) continue;
        return adopted;
      }

      if (theirs && login && !login.invalid && login.principal === theirs.principal) {
        await removeAll(from, keys);
      } else if (!login && guest?.guestIdentityId && settings.guest) {
        const { guestIdentityId } = guest;
        const after = await store.update((record) =>
          record.login || record.guestIdentityId || (record.generation ?? 0) !== begun
            ? record
            : { ...record, guestIdentityId },
        );
        if (after.guestIdentityId === guestIdentityId && (await isStored(guestIdentityId)))
          await removeAll(from, guest.keys);
      }
      return adopted;
    }
  };
  return tabs.exclusively('adopt', move);
};
