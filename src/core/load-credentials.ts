import type { CredentialCache, Held } from './credential-cache.js';
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
) => Promise<Held<C>>;

/** What the provider returned when it was asked once. */
type Settled<C> = { readonly begun: Epoch; readonly work: object } & (
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

const contradicted = (): CredentialsError =>
  new CredentialsError(
    'credentials-unavailable',
    "The provider's credentials belong to a different user from the one that its principal() returns. Make both agree.",
  );

/**
 * Creates a {@link Loader}. It asks until the result certainly belongs to the current user: when the identity changes, it asks again
 * immediately, and still accepts an earlier result that turns out to be the current user's.
 *
 * @param assistance The app's sign-in in progress, if any: the identity is judged once it has ended.
 */
export const createLoader =
  <C>(
    providerCalls: ProviderCalls<C>,
    identity: Identity,
    cache: CredentialCache<C>,
    describe: (value: C) => Description,
    assistance: () => Promise<unknown> | undefined,
  ): Loader<C> =>
  async (context, forceRefresh, order, isBackground = false) => {
    const pending = new Map<object, Promise<Settled<C>>>();
    let asked = 0;
    let failure: unknown;
    let isContradicted = false;
    const start = (force: boolean): void => {
      const begun = identity.current();
      const work = {};
      asked++;
      const settling = providerCalls.ask(context, force, isBackground).then(
        (value) => ({ begun, work, value }),
        (error: unknown) => ({ begun, work, error }),
      );
      pending.set(work, settling);
    };
    start(forceRefresh);
    for (;;) {
      for (let work = assistance(); work; work = assistance()) await work;
      const epoch = identity.current();
      let leave = (): void => {};
      const ended = new Promise<undefined>((resolve) => {
        leave = identity.onEnd(epoch, () => resolve(undefined));
      });
      const settled = await Promise.race([...pending.values(), ended]).finally(leave);
      if (settled) {
        pending.delete(settled.work);
        if ('value' in settled) {
          const description = describe(settled.value);
          const owner = identity.adopt(description, settled.begun);
          if (owner) return cache.keep(settled.value, description, owner, order);
          isContradicted = identity.contradicts(description);
        } else if (settled.begun === identity.current()) throw asCredentialsError(settled.error);
        else failure = settled.error;
        if (pending.size > 0) continue;
      }
      // The provider's own cache may still hold the previous user's credentials.
      if (asked < MAX_PROVIDER_CALLS) start(isContradicted);
      else if (pending.size === 0) {
        if (isContradicted) throw contradicted();
        throw failure ? asCredentialsError(failure) : new IdentityUnknownError();
      }
    }
  };
