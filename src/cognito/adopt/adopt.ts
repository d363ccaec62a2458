import { correctedNow } from '../../core/clock.js';
import { requireKnownOptions, requireOption } from '../../core/options.js';
import { randomId } from '../../core/random.js';
import { claimsOf } from '../../token/jwt.js';
import { readStoredIdentity, readStoredUser, removeAll, type StoredUser } from './stored-session.js';
import type { AdoptSessionOptions } from './types.js';
import type { Login, UserPoolLogin } from '../session/record/record.js';
import type { SessionInternals } from '../session/internals.js';
import { readTokens } from '../session/tokens/refresh-tokens.js';

const requireOptions = (options: AdoptSessionOptions): void => {
  requireKnownOptions('adoptSession', options, { from: 0 });
  const { from } = options;
  const isSource = [from?.getItem, from?.removeItem].every((method) => typeof method === 'function');
  requireOption(isSource, 'adoptSession: from: pass a storage with getItem and removeItem, such as localStorage.');
};

/** How often the source is read at most. The other library may renew its tokens in the meantime. */
const MAX_READS = 5;

const issuedAt = (login: Pick<UserPoolLogin, 'accessToken'>): number => Number(claimsOf(login.accessToken).iat ?? 0);

/**
 * Whether the other library's tokens replace the present login: if there is none, if it is invalid, or if it is the
 * same user's with older tokens. With rotation, the older ones stop working when the other library renews its own.
 */
const replaces = (theirs: UserPoolLogin, present: Login | undefined, now: number): boolean => {
  if (!theirs.refreshToken && !(theirs.expiresAt > now)) return false;
  if (present?.kind !== 'userPool' || present.principal !== theirs.principal) return !present || !!present.invalid;
  if (!theirs.refreshToken) return false;
  const later = issuedAt(theirs) - issuedAt(present);
  // Issued in the same second: the other library writes its tokens one by one, and an earlier read saw only some of
  // them.
  return later > 0 || (later === 0 && !present.invalid && theirs.refreshToken !== present.refreshToken);
};

/**
 * Moves another library's session into this one: `session.adoptSession`.
 *
 * Two libraries that renew one rotating refresh token would sign the user out. So this function stores the tokens here,
 * reads the source again, because the other library may have renewed them, and then removes them there. After a crash
 * in between, the next call continues.
 *
 * @param startGeneration The generation when the call began. A later sign-out ends it.
 */
export const adopt = async (
  options: AdoptSessionOptions,
  internals: SessionInternals,
  startGeneration: number,
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

  /** Whether the session's storage holds `content`: it may be full, or another session may use the entry. */
  const isStored = async (content: string): Promise<boolean> => {
    const key = internals.keys.record;
    const texts = await Promise.all([key, `${key}.${internals.fingerprint}`].map((entry) => storage.get(entry)));
    return storage.outdated.size === 0 && texts.some((text) => text?.includes(content));
  };

  const move = async (): Promise<boolean> => {
    let adopted = false;
    // A source that changes at every read is still in use by the other library, which keeps it.
    for (let reads = 1; ; reads++) {
      const guest = identityPool && (await readStoredIdentity(from, identityPool.id));
      const user = userPool && (await readStoredUser(from, userPool));
      const theirs = user && loginOf(user);
      const keys = [...(user?.keys ?? []), ...(guest?.keys ?? [])];
      const { login } = await store.reload();

      if (reads <= MAX_READS && user && theirs && replaces(theirs, login, now())) {
        for (const name of user.device ? new Set([theirs.username, user.name]) : []) {
          await devices.set(name, user.device!);
        }
        try {
          await logIn(theirs, false, startGeneration, guest?.guestIdentityId);
        } catch (error) {
          // A sign-out applies to these tokens as well. Otherwise the next visit would adopt them again.
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
          record.login || record.guestIdentityId || (record.generation ?? 0) !== startGeneration
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
