import type { HttpHandler } from 'msw';
import type { MockCall } from './api/call-log.js';
import type { DeveloperIdentity, DeveloperIdentityOptions, MockIdentityPool } from './cognito/identity-pool.js';
import type { TokenOptions } from './cognito/identity-pool/provider-tokens.js';
import type { UserPool } from './cognito/user-pool.js';
import type { Duration } from './duration.js';
import type { DenyAs, Undo } from './api/faults.js';
import type { SignedInput } from './api/signed-by.js';
import type { Caller, MockCredentialsProvider, PermanentCredentials, TemporaryCredentials } from './api/keys.js';
import type { ListenOptions, MockListener } from './serving/listener.js';
import type { PlaywrightRouter } from './serving/playwright.js';
import type { Slack } from './slack/slack.js';
import type { MockOperation } from './cognito/operation-log.js';

/** A stand-in for AWS that verifies every signature, and its switches. */
export interface AwsMock {
  /** For msw: `setupServer(...mock.handlers)` in Node, `setupWorker(...mock.handlers)` in browsers. */
  readonly handlers: readonly HttpHandler[];
  /** Where the handlers catch the first API, without a slash at the end. */
  readonly baseUrl: string;
  /**
   * Where the handlers catch all APIs, by name; with pools also `cognito-idp`, `cognito-identity` and `sts`. A listener's
   * `urls` have the same names.
   */
  readonly baseUrls: Readonly<Record<string, string>>;
  /**
   * Listens on real sockets, in Node, a port for each API. What it serves is verified exactly as it stood on the wire.
   *
   * @throws TypeError for a port that is none; Error where the port cannot be had, with the system's as `cause`
   */
  listen(options?: ListenOptions): Promise<MockListener>;
  /**
   * Answers a request as the handlers do, for tools that catch requests themselves.
   *
   * @returns nothing for a request to somebody else; `Response.error()` where a page would see a network error
   */
  answer(request: Request): Promise<Response | undefined>;
  /** Answers what a browser context, or a page, of Playwright's calls, in the test's own process: `await mock.route(context)`. */
  route(router: PlaywrightRouter): Promise<void>;

  /** A user's key without an end, as of an IAM user. Default: the first user's. */
  permanentCredentials(user?: string): PermanentCredentials;
  /** Issues temporary credentials for a user. Default: for the first one. */
  issueCredentials(user?: string): TemporaryCredentials;
  /** A credentials provider as the AWS SDK defines it; every call issues temporary credentials. */
  credentialsProvider(user?: string): MockCredentialsProvider;
  /**
   * How many temporary credentials were issued, to everybody or to one user (`guest` for guests of identity pools): how
   * often providers were called.
   */
  issued(user?: string): number;

  /**
   * A user pool, with its controls. Default: the first one.
   *
   * @throws TypeError where there is none
   */
  userPool(id?: string): UserPool;
  /**
   * An identity pool, with its controls. Default: the first one.
   *
   * @throws TypeError where there is none
   */
  identityPool(id?: string): MockIdentityPool;
  /**
   * Signs a user out everywhere: no user pool takes the refresh tokens, or the access tokens, that were issued so far.
   *
   * @throws TypeError for a user that no user pool has
   */
  revokeTokens(user: string): void;
  /** The code that a user pool "sent" last to a user, by username, alias or sub. */
  lastCode(user: string): string | undefined;
  /** How many times tokens were refreshed, at all user pools. */
  readonly refreshes: number;
  /**
   * What a third party gives an app that signed a user in, for `Logins`: `'accounts.google.com'`, `'graph.facebook.com'`,
   * `'www.amazon.com'`, `'appleid.apple.com'`, `'api.twitter.com'`, an OIDC issuer (with or without `https://`), the ARN
   * of a SAML provider. Identity pools trust it from then on, unless their option `providers` says otherwise.
   *
   * @throws TypeError for a provider or user that is no text, or an `expiresIn` that is no duration
   */
  issueProviderToken(provider: string, user: string, options?: TokenOptions): string;
  /**
   * What a developer's own server gives an app: it calls GetOpenIdTokenForDeveloperIdentity.
   *
   * @throws TypeError for a user that is no text, an `expiresIn` that is no duration, or where there is no identity pool
   */
  issueDeveloperIdentity(user: string, options?: DeveloperIdentityOptions): DeveloperIdentity;
  /**
   * What Cognito and STS were asked and answered, CORS preflights left out: all of it, or of one operation, such as
   * `'GetId'`. {@link AwsMock.calls} has the signed calls.
   */
  operations(name?: string): readonly MockOperation[];

  /**
   * Refuses all temporary credentials issued so far as expired, although their `expiration` looks good, and all tokens where an
   * API takes tokens. Permanent keys cannot expire.
   */
  expireCredentials(): Undo;
  /**
   * Refuses all ID and access tokens issued so far as expired, although their `exp` looks good: at user pools, identity pools, STS
   * and APIs that take tokens. Refresh tokens stay good, so that whoever has one gets new tokens by it.
   *
   * @param user Only those of this user of the user pools, by username, alias or sub. Default: everybody's, those of third parties
   * and developer identities included.
   * @throws TypeError for a user that no user pool has
   */
  expireTokens(user?: string): Undo;
  /**
   * Sets the server's clock ahead of, or (with a minus) behind, the time that the option `now` gives: `'-10m'`,
   * `'+90s'`, `'2h'`, or milliseconds. Called again it replaces the skew; it does not add to it. The dates of
   * credentials issued meanwhile are by the server's clock.
   *
   * @throws TypeError for anything else
   */
  skewClock(by: Duration): Undo;
  /**
   * Refuses the next requests, whatever they are: 429 `TooManyRequestsException`, with `quota` 429
   * `LimitExceededException`; S3 answers 503 `SlowDown`, Cognito 400 `TooManyRequestsException`, STS 400 `Throttling`.
   *
   * @throws TypeError unless `next` is a positive integer, or for an API that was not declared
   */
  throttle(options: ThrottleOptions): Undo;
  /**
   * Nothing can be reached: a listener cuts the connections, and msw answers with a network error. Nothing is logged, as
   * nothing arrives.
   *
   * @throws TypeError for an API that was not declared
   */
  goOffline(options?: OfflineOptions): Undo;
  /**
   * Answers later: milliseconds, or such as `'2s'`. Several delays add up. It waits by `setTimeout`, so that fake timers
   * hold it.
   *
   * @throws TypeError for anything else, a route that cannot be read, or an API that was not declared
   */
  delay(by: Duration, options?: DelayOptions): Undo;
  /**
   * Leaves the CORS headers off all refusals, as a REST API does whose DEFAULT_4XX response was not told to send them.
   * A listener leaves them off. No browser checks the answers of msw, so that its handlers answer with what a page
   * would see: a network error.
   */
  dropCorsHeaders(): Undo;
  /**
   * No code can be sent: user pools answer `CodeDeliveryFailureException`. An account whose first code was not sent is made all the
   * same, as at Cognito.
   */
  failCodeDelivery(): Undo;
  /**
   * Denies requests although their signature is good. Default: every route, to every user.
   *
   * @throws TypeError for a route that cannot be read, or a user that was not declared (with identity pools any user can
   * be a caller, and `guest`)
   */
  deny(route?: string, options?: DenyOptions): Undo;

  /**
   * Signs a user in at an authorize URL of the hosted UI or of Auth0, as the user would by the page's form.
   *
   * @returns The callback URL with the answer, for `handleAuthResponse`
   * @throws TypeError where the page does not let the user in
   */
  signInAtHostedUi(url: string, user: { readonly username: string; readonly password: string }): Promise<string>;
  /**
   * Slack: what a user does at its page, and who a token belongs to.
   *
   * @throws TypeError without the option `slack`
   */
  readonly slack: Slack;

  /**
   * What arrived and was answered, CORS preflights left out: all of it, or of one route, such as `'GET /items'`,
   * `'/items/{id}'` (any method) or an exact path, below the API's base URL.
   *
   * @throws TypeError for a route that cannot be read
   */
  calls(route?: string): readonly MockCall[];
  /**
   * Whose signature a request bears: one of fetch's, what `auth.sign` gave, a presigned URL, or one of {@link AwsMock.calls}.
   * Nothing where the API that it is signed for would refuse it now, or has refused it.
   */
  signedBy(request: SignedInput): Promise<Caller | undefined>;
  /**
   * Takes back all faults, forgets the calls, the count of issued credentials and stored objects; pools are as they were
   * declared, without identities and without the tokens of third parties. Keys stay good, as an app may hold some, and
   * listeners go on.
   */
  reset(): void;
}

/** How many requests to throttle, and why. */
export interface ThrottleOptions {
  /** How many requests. */
  readonly next: number;
  /** Over the quota of an API key, not over a rate. Default: false. */
  readonly quota?: boolean;
  /** Only requests to this API or service, such as `cognito-identity`. Default: all. */
  readonly api?: string;
  /** Only this operation of Cognito or STS, such as `ForgotPassword`, and no call of an API. Default: all. */
  readonly operation?: string;
}

/** What is to be slow. */
export interface DelayOptions {
  /** Only this route, such as `'GET /items'`. Default: all. */
  readonly route?: string;
  /** Only this API or service, such as `cognito-idp`. Default: all. */
  readonly api?: string;
}

/** What cannot be reached. */
export interface OfflineOptions {
  /** Only this API or service, such as `cognito-idp`. Default: all. */
  readonly api?: string;
}

/** Whom to deny, and how. */
export interface DenyOptions {
  /** Only to this user. Not with `as: 'waf'`, which knows no users. Default: everybody. */
  readonly user?: string;
  /**
   * `'iam'`: no policy allows it. `'explicit'`: a policy denies it. `'waf'`: a firewall or a missing API key, before
   * the signature is looked at. Default: `'iam'`.
   */
  readonly as?: DenyAs;
}
