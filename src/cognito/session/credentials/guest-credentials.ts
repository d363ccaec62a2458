import type { IdentityCredentials, IdentityPool } from '../../identity-pool/identity-pool.js';
import type { SessionContext } from '../context.js';
import { isGuestRefused, isRefused } from './refusals.js';

/** What {@link createGuestCredentials} needs. */
export interface GuestCredentialsOptions {
  readonly context: Pick<SessionContext, 'store' | 'now' | 'untilOnline'>;
  readonly identityPool: IdentityPool;
  /** Receives the credentials of the identity in the record. */
  readonly cacheCredentials: (identityCredentials: IdentityCredentials) => void;
}

/** Creates the function that gets the guest's credentials, with the identity of the last visit if there is one. */
export const createGuestCredentials = ({
  context: { store, now, untilOnline },
  identityPool,
  cacheCredentials,
}: GuestCredentialsOptions): (() => Promise<IdentityCredentials>) => {
  const fetchForGuest = async (guestId: string | undefined): Promise<IdentityCredentials> => {
    try {
      return await identityPool.getCredentials(guestId ?? (await identityPool.getId({})), {});
    } catch (error) {
      // The stored identity no longer exists, so the guest gets a new one.
      if (guestId && isRefused(error) && !isGuestRefused(error)) return fetchForGuest(undefined);
      if (isGuestRefused(error))
        await store.update((record) => (record.guestsRefused ? record : { ...record, guestsRefused: now() }));
      throw error;
    }
  };

  const getGuest = async (): Promise<IdentityCredentials> => {
    await untilOnline();
    const guestId = store.record.guestIdentityId;
    const identityCredentials = await fetchForGuest(guestId);
    const { identityId } = identityCredentials;
    let isCurrentGuest = true;
    await store.update((record) => {
      // In the meantime a user may have taken over the identity, or another tab may have got one.
      isCurrentGuest = record.guestIdentityId === guestId;
      const { guestsRefused, ...rest } = record;
      return isCurrentGuest && (identityId !== guestId || guestsRefused)
        ? { ...rest, guestIdentityId: identityId }
        : record;
    });
    if (!isCurrentGuest) return getGuest();
    cacheCredentials(identityCredentials);
    return identityCredentials;
  };

  return getGuest;
};
