import { CLOCK, type Clock, systemClock } from './clock.js';
import { CONNECTIVITY, type Connectivity, createConnectivityGate } from './connectivity.js';
import { createCredentialSource } from './credential-source.js';
import type { Description, Provider } from './provider.js';
import { IDENTITY_UNKNOWN } from './errors.js';
import { type AuthEvents, type AuthEventType, createEmitter } from './events.js';
import { FUNCTION, type OptionNames, requireValue } from './options.js';
import { PIPELINE, type Pipeline, type Scheme } from './pipeline.js';
import { createReauthenticator, type Reauthenticate } from './reauthenticate.js';
import type { Rejection } from './rejection.js';
import { createServerClocks } from './server-clocks.js';
import { RETRY_OPTIONS, type RetryOptions } from './retry.js';
import { createScope, type ScopeParts } from './untouched.js';
import { POLICIES } from './verdicts.js';

/**
 * Authenticates the calls of every client that it is attached to. Use one per user, shared by all clients.
 *
 * @example
 * auth.on('rejected', ({ verdict, method, url }) => console.warn(verdict, method, url));
 */
export interface Authenticator {
  /** Drops the cached credentials: the next call asks the provider for new ones. */
  invalidate(): void;
  /**
   * Subscribes to an event.
   *
   * @returns A function that unsubscribes the listener.
   */
  on<T extends AuthEventType>(type: T, listener: (payload: AuthEvents[T]) => void): () => void;
}

/** The options that all Authenticators share. Durations are in milliseconds. */
export interface AuthenticatorOptions<C> {
  /**
   * Obtains new credentials after a rejection, once for all waiting calls. Resolve to them, or to nothing: then the provider is
   * called with `forceRefresh`. `signal` aborts when no call is waiting any more. Default: ask the provider.
   *
   * @example
   * reauthenticate: async ({ code }, { signal }) => {
   *   await signInAgain(code, { signal });
   * },
   */
  readonly reauthenticate?: Reauthenticate<C>;
  /**
   * Whether to renew credentials after a rejection. Default: by the verdict (see {@link Verdict}).
   *
   * @example
   * shouldReauthenticate: ({ verdict }) => verdict === 'expired',
   */
  readonly shouldReauthenticate?: (rejection: Rejection) => boolean;
  /**
   * Whether to replay a rejected call. Default: every call whose body can be sent again.
   *
   * @example
   * shouldReplay: ({ method }) => method === 'GET',
   */
  readonly shouldReplay?: (rejection: Rejection) => boolean;
  /** The clock that signs and judges expiry. Default: the provider's, else the machine's. */
  readonly clock?: Clock;
  /** What to do while there is no network. Default: `'send'`. */
  readonly connectivity?: Connectivity;
  /**
   * How the provider is retried after a network error or throttling. Default: 3 retries with jitter, the first after 200 ms.
   *
   * @example
   * retry: { retries: 5, maxTimeout: 2_000 },
   */
  readonly retry?: RetryOptions;
  /** How long before they expire credentials are renewed in the background, in milliseconds. Default: 300000 (5 min). */
  readonly refreshBeforeExpiry?: number;
  /**
   * How long the provider may take before the calls that wait for it fail, in milliseconds. The timeout pauses while it waits for a
   * sign-in (`onWaiting`). Use `Infinity` for a provider that prompts the user. Default: 60000.
   */
  readonly providerTimeout?: number;
  /**
   * Called with each fetch of credentials as it begins, for platforms that stop pending work once the response is sent. Default:
   * none; such platforms then stop background renewals.
   *
   * @example
   * import { waitUntil } from 'cloudflare:workers';
   * createSigV4({ credentials, waitUntil });
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** The shared options. */
export const AUTHENTICATOR_OPTIONS: OptionNames<AuthenticatorOptions<unknown>> = {
  reauthenticate: FUNCTION,
  shouldReauthenticate: FUNCTION,
  shouldReplay: FUNCTION,
  clock: CLOCK,
  connectivity: CONNECTIVITY,
  retry: RETRY_OPTIONS,
  refreshBeforeExpiry: [(value: number) => value >= 0, 'milliseconds, 0 or more'],
  providerTimeout: [(value: number) => value > 0, 'milliseconds, more than 0'],
  waitUntil: FUNCTION,
};

/** What each kind of Authenticator adds to the shared options. */
export interface AuthenticatorParts<C> extends ScopeParts {
  readonly provider: Provider<C>;
  readonly isStatic: boolean;
  readonly describe: (value: C) => Description;
  readonly exempts?: Pipeline<C>['exempts'];
  readonly scheme: Scheme<C>;
}

/**
 * Builds the pipeline of an Authenticator.
 *
 * @throws TypeError for an invalid option, naming it.
 */
export const createPipeline = <C>(options: AuthenticatorOptions<C>, parts: AuthenticatorParts<C>): Pipeline<C> => {
  const {
    clock = parts.provider.clock ?? systemClock(),
    connectivity = 'send',
    refreshBeforeExpiry = 300_000,
    providerTimeout = 60_000,
    reauthenticate,
  } = options;
  requireValue('clock', clock, CLOCK);

  const shouldReauthenticate = options.shouldReauthenticate ?? (({ verdict }) => POLICIES[verdict].renew !== 'never');
  const emitter = createEmitter();
  let hasReportedUnknown = false;
  const { scheme } = parts;
  const source = createCredentialSource({
    ...parts,
    clock,
    retry: options.retry,
    refreshBeforeExpiry,
    providerTimeout,
    waitUntil: options.waitUntil,
    onSignInWait: (timeout) => emitter.emit('waiting-for-sign-in', { timeout }),
    onUnknownIdentity: () => {
      if (!hasReportedUnknown) emitter.emit('identity-unknown', { message: IDENTITY_UNKNOWN });
      hasReportedUnknown = true;
    },
  });
  return {
    source,
    scheme,
    reauthenticator: createReauthenticator({
      source,
      provider: parts.provider,
      reauthenticate,
      shouldReauthenticate,
      emitter,
      clock,
      accessKeyIdOf: scheme.accessKeyIdOf,
    }),
    clock,
    serverClocks: createServerClocks(clock),
    emitter,
    untilOnline: createConnectivityGate(connectivity),
    ...createScope(parts, emitter),
    exempts: parts.exempts ?? (() => false),
    shouldReauthenticate,
    shouldReplay: options.shouldReplay ?? (() => true),
    untilSignedIn: ({ principal }, rejection, waiter) => {
      const isGuest = principal === null && POLICIES[rejection.verdict].guestMaySignIn;
      return isGuest && options.shouldReauthenticate?.(rejection) !== false
        ? parts.provider.untilSignedIn?.(waiter)
        : undefined;
    },
  };
};

/** Wraps a pipeline in its public interface. The pipeline is kept behind a function, so that inspecting an Authenticator shows no credentials. */
export const createAuthenticator = <C>(pipeline: Pipeline<C>): Authenticator => {
  const authenticator: Authenticator = {
    invalidate: () => pipeline.source.invalidate(),
    on: (type, listener) => pipeline.emitter.on(type, listener),
  };
  return Object.defineProperty(authenticator, PIPELINE, { value: () => pipeline });
};

/**
 * Returns the pipeline inside an Authenticator, for adapters.
 *
 * @throws TypeError for anything else.
 */
export const pipelineOf = (auth: Authenticator): Pipeline => {
  const pipeline = (auth as { [PIPELINE]?: () => Pipeline } | null | undefined)?.[PIPELINE]?.();
  if (!pipeline) throw new TypeError('auth: pass what createSigV4 or createTokenAuth returned.');
  return pipeline;
};
