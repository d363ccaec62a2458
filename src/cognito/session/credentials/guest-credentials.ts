import type { IdentityCredentials, IdentityPool } from '../../identity-pool/identity-pool.js';
import type { SessionContext } from '../context.js';
import { isGuestRefused, isRefused } from './refusals.js';

/** What a guest's credentials take. */
export interface GuestCredentialsOptions {
  readonly context: Pick<SessionContext, 'store' | 'now' | 'online'>;
  readonly identityPool: IdentityPool;
  /** Takes what was got for the identity that the record names. */
  readonly keep: (got: IdentityCredentials) => void;
}

/** Makes the function that gets credentials for the guest: with the identity of the last visit, or else with a new one. */
export const createGuestCredentials = ({
  context: { store, now, online },
  identityPool,
  keep,
}: GuestCredentialsOptions): (() => Promise<IdentityCredentials>) => {
  const askAsGuest = async (known: string | undefined): Promise<IdentityCredentials> => {
    try {
      return await identityPool.getCredentials(known ?? (await identityPool.getId({})), {});
    } catch (error) {
      // The identity that was kept is gone: a guest gets a new one.
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
      // A user may have taken the identity over meanwhile, or another tab have got one.
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
