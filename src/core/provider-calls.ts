import { CredentialsError } from './errors.js';
import type { FlightContext } from './flight.js';
import type { Description, Provider } from './provider.js';
import { type RetryOptions, withRetry } from './retry.js';

/** Options for asking a provider. */
export interface ProviderCallOptions<C> {
  readonly provider: Provider<C>;
  /** Whether the credentials are static: asking again returns the same ones. */
  readonly isStatic: boolean;
  /** Checks what the provider returned and describes it; throws a CredentialsError for anything else. */
  readonly describe: (value: C) => Description;
  readonly retry: RetryOptions | undefined;
  /** In milliseconds. */
  readonly providerTimeout: number;
}

/** Asks the provider for credentials. */
export interface ProviderCalls<C> {
  /**
   * Asks the provider, with retries.
   *
   * @param isBackground Whether no call is waiting for the result.
   * @throws CredentialsError if the provider times out; otherwise what it rejects with.
   */
  ask(context: FlightContext, forceRefresh: boolean, isBackground: boolean): Promise<C>;
  /** Returns the flights that are waiting for the provider. */
  contexts(): FlightContext[];
  /** Records that the provider is waiting for a sign-in: its timeout pauses until it settles. */
  waitForSignIn(): void;
}

/** A pending call of the provider. */
interface PendingCall {
  readonly context: FlightContext;
  readonly isBackground: boolean;
  /** Set while the provider waits for a sign-in. */
  endWait?: () => void;
}

const timeoutError = (limit: number): CredentialsError =>
  new CredentialsError(
    'credentials-unavailable',
    `The credentials provider took longer than ${limit / 1000} s. Check that it settles, or raise providerTimeout.`,
  );

/**
 * Creates the {@link ProviderCalls} of a provider.
 *
 * @param now The issuer's time, in milliseconds since the epoch.
 */
export const createProviderCalls = <C>(options: ProviderCallOptions<C>, now: () => number): ProviderCalls<C> => {
  const { provider, isStatic, describe, retry, providerTimeout } = options;
  const pendingCalls = new Set<PendingCall>();

  /** Rejects when the provider takes too long. The timeout pauses while it waits for a sign-in. */
  const withinTimeout = (pendingCall: PendingCall, work: Promise<C>): Promise<C> => {
    if (providerTimeout === Number.POSITIVE_INFINITY) return work;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => clearTimeout(timer);
    const timeout = new Promise<never>((_, reject) => {
      const start = (): void => {
        timer = setTimeout(
          () => (pendingCall.context.isInteractive ? start() : reject(timeoutError(providerTimeout))),
          providerTimeout,
        );
        // A background renewal must not keep the process alive.
        if (pendingCall.isBackground) (timer as { unref?(): void }).unref?.();
      };
      start();
    });
    // Nothing to reject once every caller has stopped waiting.
    pendingCall.context.signal.addEventListener('abort', stop);
    return Promise.race([work, timeout]).finally(stop);
  };

  const ask = async (context: FlightContext, forceRefresh: boolean, isBackground: boolean): Promise<C> => {
    const pendingCall: PendingCall = { context, isBackground };
    pendingCalls.add(pendingCall);
    try {
      const call = async (): Promise<C> => provider(forceRefresh ? { forceRefresh } : undefined);
      const value = await withRetry(() => withinTimeout(pendingCall, call()), retry);
      const { expiration } = describe(value);
      // A provider's own cache may return expired credentials; the result of a forced refresh is used as is.
      const isStale = expiration !== undefined && expiration <= now() && !forceRefresh && !isStatic;
      return isStale ? await ask(context, true, isBackground) : value;
    } finally {
      pendingCalls.delete(pendingCall);
      pendingCall.endWait?.();
    }
  };

  return {
    ask,
    contexts: () => [...pendingCalls].map(({ context }) => context),
    waitForSignIn: () => {
      for (const pendingCall of pendingCalls) pendingCall.endWait ??= pendingCall.context.interact('sign-in');
    },
  };
};
