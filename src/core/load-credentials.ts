import type { CredentialCache, CachedCredentials } from './credential-cache.js';
import { type AuthError, CredentialsError, IdentityUnknownError, isAuthError } from './errors.js';
import type { FlightContext } from './flight.js';
import type { Epoch, Identity } from './identity.js';
import type { Description } from './provider.js';
import type { ProviderCalls } from './provider-calls.js';

/** How often one flight asks a provider that reports a change each time. */
const MAX_PROVIDER_CALLS = 5;

/** Loads credentials from the provider into the cache. */
export type Loader<C> = (
  context: FlightContext,
  forceRefresh: boolean,
  order: number,
  isBackground?: boolean,
) => Promise<CachedCredentials<C>>;

/** What the provider returned when it was asked once. */
type ProviderResult<C> = { readonly startEpoch: Epoch; readonly id: object } & (
  | { readonly value: C }
  | { readonly error: unknown }
);

/** Converts an error to the one that callers get. */
export const asCredentialsError = (error: unknown): AuthError =>
  isAuthError(error)
    ? error
    : new CredentialsError('credentials-unavailable', 'The credentials provider failed; see `cause`.', {
        cause: error,
      });

const contradictionError = (): CredentialsError =>
  new CredentialsError(
    'credentials-unavailable',
    "The provider's credentials belong to a different user from the one that its principal() returns. Make both agree.",
  );

/**
 * Creates a {@link Loader}. It asks until the result certainly belongs to the current user: when the identity changes, it asks again
 * immediately, and still accepts an earlier result that turns out to be the current user's.
 *
 * @param pendingReauthentication The app's re-authentication in progress, if any: the identity is judged once it has ended.
 */
export const createLoader =
  <C>(
    providerCalls: ProviderCalls<C>,
    identity: Identity,
    cache: CredentialCache<C>,
    describe: (value: C) => Description,
    pendingReauthentication: () => Promise<unknown> | undefined,
  ): Loader<C> =>
  async (context, forceRefresh, order, isBackground = false) => {
    const pending = new Map<object, Promise<ProviderResult<C>>>();
    let callCount = 0;
    let failure: unknown;
    let isContradicted = false;
    const start = (force: boolean): void => {
      const startEpoch = identity.currentEpoch();
      const id = {};
      callCount++;
      const pendingResult = providerCalls.ask(context, force, isBackground).then(
        (value) => ({ startEpoch, id, value }),
        (error: unknown) => ({ startEpoch, id, error }),
      );
      pending.set(id, pendingResult);
    };
    start(forceRefresh);
    for (;;) {
      for (let work = pendingReauthentication(); work; work = pendingReauthentication()) await work;
      const epoch = identity.currentEpoch();
      let unsubscribe = (): void => {};
      const epochEnd = new Promise<undefined>((resolve) => {
        unsubscribe = identity.onEnd(epoch, () => resolve(undefined));
      });
      const result = await Promise.race([...pending.values(), epochEnd]).finally(unsubscribe);
      if (result) {
        pending.delete(result.id);
        if ('value' in result) {
          const description = describe(result.value);
          const ownerEpoch = identity.adopt(description, result.startEpoch);
          if (ownerEpoch) return cache.store(result.value, description, ownerEpoch, order);
          isContradicted = identity.contradicts(description);
        } else if (result.startEpoch === identity.currentEpoch()) throw asCredentialsError(result.error);
        else failure = result.error;
        if (pending.size > 0) continue;
      }
      // The provider's own cache may still hold the previous user's credentials.
      if (callCount < MAX_PROVIDER_CALLS) start(isContradicted);
      else if (pending.size === 0) {
        if (isContradicted) throw contradictionError();
        throw failure ? asCredentialsError(failure) : new IdentityUnknownError();
      }
    }
  };
