import type { IdentityCredentials, IdentityPool } from '../../identity-pool/identity-pool.js';
import type { SessionContext } from '../context.js';
import { isGuestRefused, isRefused } from './refusals.js';

/** What {@link createGuestCredentials} needs. */
export interface GuestCredentialsOptions {
  readonly context: Pick<SessionContext, 'store' | 'now' | 'online'>;
  readonly identityPool: IdentityPool;
  /** Receives the credentials of the identity in the record. */
  readonly keep: (got: IdentityCredentials) => void;
}

/** Creates the function that gets the guest's credentials, with the identity of the last visit if there is one. */
export const createGuestCredentials = ({
  context: { store, now, online },
  identityPool,
  keep,
}: GuestCredentialsOptions): (() => Promise<IdentityCredentials>) => {
  const askAsGuest = async (known: string | undefined): Promise<IdentityCredentials> => {
    try {
      return await identityPool.getCredentials(known ?? (await identityPool.getId({})), {});
    } catch (error) {
      // The stored identity no longer exists, so the guest gets a new one.
      if (known && isRefused(error) && !isGuestRefused(error)) return askAsGuest(undefined);
      if (isGuestRefused(error))
        await store.update((record) => (record.guestsRefused ? record : { ...record, guestsRefused: now() }));
      throw error;
    }
  };

  const getGuest = async (): Promise<IdentityCredentials> => {
    await online();
    const known = store.record.guestIdentityId;
    const got = await askAsGuest(known);
    const { identityId } = got;
    let isOurs = true;
    await store.update((record) => {
      // In the meantime a user may have taken over the identity, or another tab may have got one.
      isOurs = record.guestIdentityId === known;
      const { guestsRefused, ...rest } = record;
      return isOurs && (identityId !== known || guestsRefused) ? { ...rest, guestIdentityId: identityId } : record;
    });
    if (!isOurs) return getGuest();
    keep(got);
    return got;
  };

  return getGuest;
};
