import type { CredentialCache, Held } from './credential-cache.js';
import { type AuthError, CredentialsError, IdentityUnknownError, isAuthError } from './errors.js';
import type { Crew } from './flight.js';
import type { Epoch, Identity } from './identity.js';
import type { Description } from './provider.js';
import type { ProviderQuestions } from './provider-questions.js';

/** How often one flight asks a provider that reports a change each time. */
const MOST_QUESTIONS = 5;

/** Loads credentials from the provider into the cache. */
export type Loader<C> = (crew: Crew, forceRefresh: boolean, order: number, isBackground?: boolean) => Promise<Held<C>>;

/** What the provider returned when it was asked once. */
type Landed<C> = { readonly begun: Epoch; readonly work: object } & (
  | { readonly value: C }
  | { readonly error: unknown }
);

/** An error as callers get it. */
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
    questions: ProviderQuestions<C>,
    identity: Identity,
    cache: CredentialCache<C>,
    describe: (value: C) => Description,
    assistance: () => Promise<unknown> | undefined,
  ): Loader<C> =>
  async (crew, forceRefresh, order, isBackground = false) => {
    const pending = new Map<object, Promise<Landed<C>>>();
    let asked = 0;
    let failure: unknown;
    let isContradicted = false;
    const start = (force: boolean): void => {
      const begun = identity.present();
      const work = {};
      asked++;
      const landing = questions.ask(crew, force, isBackground).then(
        (value) => ({ begun, work, value }),
        (error: unknown) => ({ begun, work, error }),
      );
      pending.set(work, landing);
    };
    start(forceRefresh);
    for (;;) {
      for (let work = assistance(); work; work = assistance()) await work;
      const epoch = identity.present();
      let leave = (): void => {};
      const ended = new Promise<undefined>((resolve) => {
        leave = identity.onEnd(epoch, () => resolve(undefined));
      });
      const landed = await Promise.race([...pending.values(), ended]).finally(leave);
      if (landed) {
        pending.delete(landed.work);
        if ('value' in landed) {
          const description = describe(landed.value);
          const owner = identity.take(description, landed.begun);
          if (owner) return cache.keep(landed.value, description, owner, order);
          isContradicted = identity.contradicts(description);
        } else if (landed.begun === identity.present()) throw asCredentialsError(landed.error);
        else failure = landed.error;
        if (pending.size > 0) continue;
      }
      // The provider's own cache may still hold the previous user's credentials.
      if (asked < MOST_QUESTIONS) start(isContradicted);
      else if (pending.size === 0) {
        if (isContradicted) throw contradicted();
        throw failure ? asCredentialsError(failure) : new IdentityUnknownError();
      }
    }
  };
