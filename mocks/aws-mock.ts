import type { HttpHandler } from 'msw';
import type { MockCall } from './api/call-log.js';
import type { DeveloperIdentity, DeveloperIdentityOptions, MockIdentityPool } from './cognito/identity-pool.js';
import type { TokenOptions } from './cognito/identity-pool/provider-tokens.js';
import type { DeliveredCode, UserPool } from './cognito/user-pool.js';
import type { Duration } from './duration.js';
import type { DenyAs } from './api/denials.js';
import type { Undo } from './api/faults.js';
import type { SignedInput } from './api/signed-by.js';
import type { Caller, MockCredentialsProvider, PermanentCredentials, TemporaryCredentials } from './api/keys.js';
import type { ListenOptions, MockListener } from './serving/listener.js';
import type { PlaywrightRouter } from './serving/playwright.js';
import type { Slack } from './slack/slack.js';
import type { MockOperation } from './cognito/operation-log.js';

/** A mock of AWS that verifies every signature, with switches for faults. */
export interface AwsMock {
  /** For msw: `setupServer(...mock.handlers)` in Node, `setupWorker(...mock.handlers)` in browsers. */
  readonly handlers: readonly HttpHandler[];
  /** The URL at which the handlers intercept the first API, without a trailing slash. */
  readonly baseUrl: string;
  /**
   * The URLs at which the handlers intercept all APIs, by name; with pools also `cognito-idp`, `cognito-identity` and
   * `sts`. A listener's `urls` have the same names.
   */
  readonly baseUrls: Readonly<Record<string, string>>;
  /**
   * Listens on real sockets in Node, one port per API. Requests are verified exactly as they arrived on the wire.
   *
   * @throws TypeError for an invalid port; Error for a port that is not available, with the system's error as `cause`
   */
  listen(options?: ListenOptions): Promise<MockListener>;
  /**
   * Responds to a request like the handlers, for tools that intercept requests themselves.
   *
   * @returns Undefined for a request to another host; `Response.error()` where a page would see a network error.
   */
  answer(request: Request): Promise<Response | undefined>;
  /**
   * Responds to the requests of a Playwright browser context or page, in
   * the test's own process: `await mock.route(context)`.
   */
  route(router: PlaywrightRouter): Promise<void>;

  /** Returns a user's permanent key, like that of an IAM user. Default: the first user's. */
  permanentCredentials(user?: string): PermanentCredentials;
  /** Issues temporary credentials for a user. Default: the first user. */
  issueCredentials(user?: string): TemporaryCredentials;
  /** Creates an AWS SDK credentials provider. Each call of it issues temporary credentials. */
  credentialsProvider(user?: string): MockCredentialsProvider;
  /**
   * Returns how many temporary credentials were issued, to all users or to one
   * (`guest` for guests of identity pools): how often providers were called.
   */
  issued(user?: string): number;

  /**
   * Returns a user pool with its controls. Default: the first one.
   *
   * @throws TypeError for an unknown pool
   */
  userPool(id?: string): UserPool;
  /**
   * Returns an identity pool with its controls. Default: the first one.
   *
   * @throws TypeError for an unknown pool
   */
  identityPool(id?: string): MockIdentityPool;
  /**
   * Signs a user out everywhere: user pools refuse all refresh and access tokens that they have issued to the user.
   *
   * @throws TypeError for a user whom no user pool has
   */
  revokeTokens(user: string): void;
  /** Returns the last code that a user pool "sent" to a user, by username, alias or sub. */
  lastCode(user: string): string | undefined;
  /**
   * Returns the codes that user pools "sent", oldest first, with their purpose, medium and address.
   *
   * @param user By username, alias or sub. Default: all users.
   * @throws TypeError for a user whom no user pool has
   */
  codes(user?: string): DeliveredCode[];
  /**
   * Returns the code that a user's authenticator app shows now, even while the app is being set up. Undefined without
   * an app.
   *
   * @throws TypeError for a user whom no user pool has
   */
  totpCode(user: string): Promise<string | undefined>;
  /** How many times tokens were refreshed, at all user pools. */
  readonly refreshes: number;
  /**
   * Issues the token that a third party gives to an app after a sign-in, for `Logins`. The provider is
   * `'accounts.google.com'`, `'graph.facebook.com'`, `'www.amazon.com'`, `'appleid.apple.com'`, `'api.twitter.com'`, an
   * OIDC issuer (with or without `https://`), or the ARN of a SAML provider. From then on identity pools trust it,
   * unless their option `providers` says otherwise.
   *
   * @throws TypeError for a provider or user that is not a string, or an `expiresIn` that is not a duration
   */
  issueProviderToken(provider: string, user: string, options?: TokenOptions): string;
  /**
   * Issues what a developer's own server gives an app by GetOpenIdTokenForDeveloperIdentity.
   *
   * @throws TypeError for a user that is not a string, an `expiresIn`
   * that is not a duration, and without an identity pool
   */
  issueDeveloperIdentity(user: string, options?: DeveloperIdentityOptions): DeveloperIdentity;
  /**
   * Returns the calls of Cognito and STS, without CORS preflights: all, or those of one operation, such as `'GetId'`.
   * {@link AwsMock.calls} has the signed calls.
   */
  operations(name?: string): readonly MockOperation[];

  /**
   * Refuses all temporary credentials issued so far as expired, although their `expiration` is in the future, and all
   * tokens at APIs that accept tokens. Permanent keys cannot expire.
   */
  expireCredentials(): Undo;
  /**
   * Refuses all ID and access tokens issued so far as expired, although their `exp` is in the future: at user pools,
   * identity pools, STS and APIs that accept tokens. Refresh tokens stay valid, so that apps can refresh.
   *
   * @param user Only the tokens of this user of the user pools, by username, alias or sub. Default: all tokens,
   * including those of third parties and developer identities.
   * @throws TypeError for a user whom no user pool has
   */
  expireTokens(user?: string): Undo;
  /**
   * Sets the server's clock ahead of the option `now`, or with a minus behind it: `'-10m'`, `'+90s'`, `'2h'`, or
   * milliseconds. A further call replaces the skew. Credentials issued in the meantime expire by the server's clock.
   *
   * @throws TypeError for anything but a duration
   */
  skewClock(by: Duration): Undo;
  /**
   * Refuses the next requests: 429 `TooManyRequestsException`, with `quota` 429
   * `LimitExceededException`; S3 sends 503 `SlowDown`, Cognito 400 `TooManyRequestsException`, STS 400 `Throttling`.
   *
   * @throws TypeError unless `next` is a positive integer, and for an undeclared API
   */
  throttle(options: ThrottleOptions): Undo;
  /**
   * Makes APIs unreachable: a listener closes the connections, and msw
   * responds with a network error. Nothing is logged, because nothing arrives.
   *
   * @throws TypeError for an undeclared API
   */
  goOffline(options?: OfflineOptions): Undo;
  /**
   * Delays responses, by milliseconds or a text such as `'2s'`. Several
   * delays add up. It waits by `setTimeout`, so fake timers control it.
   *
   * @throws TypeError for anything but a duration, an invalid route, or an undeclared API
   */
  delay(by: Duration, options?: DelayOptions): Undo;
  /**
   * Omits the CORS headers of all refusals, like a REST API whose DEFAULT_4XX response
   * does not set them. A listener omits the headers. Browsers do not check msw's
   * responses, so the handlers respond with what a page would see: a network error.
   */
  dropCorsHeaders(): Undo;
  /**
   * Fails the delivery of codes: user pools respond with `CodeDeliveryFailureException`. As at Cognito, an account whose
   * first code was not sent exists nevertheless.
   */
  failCodeDelivery(): Undo;
  /**
   * Denies requests with a valid signature. Default: every route, for every user.
   *
   * @throws TypeError for an invalid route or an undeclared user
   * (with identity pools, any user and `guest` can be a caller)
   */
  deny(route?: string, options?: DenyOptions): Undo;

  /**
   * Signs a user in at an authorize URL of the hosted UI or of Auth0, as the page's form does.
   *
   * @returns The callback URL with the response, for `handleAuthResponse`.
   * @throws TypeError if the page refuses the user
   */
  signInAtHostedUi(url: string, user: { readonly username: string; readonly password: string }): Promise<string>;
  /**
   * Slack: acts for a user on its page, and identifies the owner of a token.
   *
   * @throws TypeError without the option `slack`
   */
  readonly slack: Slack;

  /**
   * Returns the requests that arrived, without CORS preflights: all, or those of one route, such as `'GET /items'`,
   * `'/items/{id}'` (any method) or an exact path, relative to the API's base URL.
   *
   * @throws TypeError for an invalid route
   */
  calls(route?: string): readonly MockCall[];
  /**
   * Resolves to the signer of a request: a `Request`, the result of `auth.sign`, a presigned URL, or an entry of
   * {@link AwsMock.calls}. Undefined if the API that it is signed for would refuse it now, or has refused it.
   */
  signedBy(request: SignedInput): Promise<Caller | undefined>;
  /**
   * Switches all faults off and clears the calls, the count of issued credentials and the stored objects. Pools return
   * to their declared state, without identities and without third-party tokens. Keys stay valid, because an app may
   * hold some, and listeners keep listening.
   */
  reset(): void;
}

/** How many requests to throttle, and why. */
export interface ThrottleOptions {
  /** How many requests. */
  readonly next: number;
  /** Whether the requests exceed the quota of an API key rather than a rate. Default: false. */
  readonly quota?: boolean;
  /** Only requests to this API or service, such as `cognito-identity`. Default: all. */
  readonly api?: string;
  /** Only this operation of Cognito or STS, such as `ForgotPassword`, and no call of an API. Default: all. */
  readonly operation?: string;
}

/** Which responses to delay. */
export interface DelayOptions {
  /** Only this route, such as `'GET /items'`. Default: all. */
  readonly route?: string;
  /** Only this API or service, such as `cognito-idp`. Default: all. */
  readonly api?: string;
}

/** What to make unreachable. */
export interface OfflineOptions {
  /** Only this API or service, such as `cognito-idp`. Default: all. */
  readonly api?: string;
}

/** Which user to deny, and how. */
export interface DenyOptions {
  /** Only this user, unless it is denied before users are known (`'waf'`). Default: every user. */
  readonly user?: string;
  /** What denies it. Default: `'iam'`. */
  readonly as?: DenyAs;
}
