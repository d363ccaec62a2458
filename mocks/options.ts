import type { Auth0Options } from './oauth/auth0-tenant.js';
import type { HostedUiMockOptions, SlackMockOptions } from './oauth/options.js';
import type { FlavourName, Flavour, Verdict } from './api/flavours/flavour.js';
import type { Responder } from './api/responders.js';
import type { Route } from './api/routes.js';
import type { Duration } from './duration.js';
import type { IdentityPoolOptions, IdentityPoolSettings } from './cognito/identity-pool/options.js';
import type { UserPoolOptions } from './cognito/user-pool.js';
import type { MockUser } from './api/keys.js';

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** One API that takes signed requests only. */
export interface ApiOptions {
  /**
   * What kind of endpoint it is: a REST API (`'rest'`) or an HTTP API (`'http'`) of API Gateway, a Lambda function URL
   * (`'function-url'`), an AppSync API (`'appsync'`), a bucket of S3 (`'s3'`), a domain of OpenSearch Service
   * (`'opensearch'`), the WebSocket endpoint of IoT Core as far as its handshake (`'iot'`), or another service by its
   * protocol: JSON as DynamoDB speaks it (`'json'`), the Query protocol of SNS, IAM and STS (`'query'`), REST as Bedrock
   * speaks it (`'bedrock'`). They verify, and refuse, in their own ways. Default: `'rest'`.
   */
  readonly flavour?: FlavourName;
  /**
   * Where the app under test calls it: an absolute URL with or without a path (a stage, a base path mapping), without a
   * query. Default: an AWS host of the flavour, to be read from `mock.baseUrl`.
   */
  readonly baseUrl?: string;
  /**
   * What lets a request in: a signature (`'iam'`), or a JWT in the Authorization header (`'jwt'`) as at a user pool or JWT
   * authorizer, of one of the mock's user pools, of its Auth0 tenant, or by `issueProviderToken`. Only for `'rest'`, `'http'` and
   * `'appsync'`. Default: `'iam'`.
   */
  readonly authorizer?: 'iam' | 'jwt';
  /** The region of the credential scope. Default: that of the mock. */
  readonly region?: string;
  /** The service of the credential scope. Default: the flavour's, such as `execute-api` or `dynamodb`. */
  readonly service?: string;
  /** What `calls()` and `listen()` know it as. Default: the flavour. */
  readonly name?: string;
  /**
   * Answers by route, written as in API Gateway: `'GET /items/{id}'`, `'ANY /files/{key+}'`, `'/items'` (any method),
   * `'$default'` (everything else); the most specific one counts. A value that is no function is the answer itself, in JSON.
   * Default: `$default` echoes the request, for S3 an
   * object store, for AppSync `POST /graphql` with the echo as `data`.
   */
  readonly routes?: Readonly<Record<string, Responder | Json>>;
  /**
   * Routes that guests of identity pools are denied, written as `routes` are, as by a role of theirs that does not allow them. Users
   * may call them. Default: none; `mock.deny()` denies more for a while.
   */
  readonly usersOnly?: readonly string[];
  /**
   * The `x-amzn-errortype` by verdict, where another one should be tried than what is known of AWS: `{ 'expired-token':
   * 'ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/' }` (Bedrock). `''` sends none.
   * Not for S3, which has none.
   */
  readonly errorTypes?: Readonly<Partial<Record<Verdict, string>>>;
  /** Take `UNSIGNED-PAYLOAD` for the hash of the body. Default: only S3 does. */
  readonly unsignedPayload?: boolean;
  /**
   * Refuse a body without `x-amz-content-sha256`, as CloudFront with origin access control in front of a function URL does,
   * and OpenSearch Serverless. Default: only S3 does, with or without a body.
   */
  readonly contentSha256Required?: boolean;
  /** What pages of other origins may read of an answer's headers. Default: dates, ids and the error type. */
  readonly exposeHeaders?: readonly string[];
}

/** Options of {@link createAwsMock}. Those of an API are for a single one; for several there is `apis`. */
export interface AwsMockOptions extends ApiOptions {
  /** Several APIs that share users, keys, clock and faults. The first one is the default one. */
  readonly apis?: readonly ApiOptions[];
  /** Names of users, or users with keys of their own; the first is the default one. Default: `['alice', 'bob']`. */
  readonly users?: readonly (string | MockUser)[];
  /**
   * User pools in the mock's region, at `https://cognito-idp.{region}.amazonaws.com`; the first one is the default one.
   * `[{}]` has one without users. Default: none.
   */
  readonly userPools?: readonly UserPoolOptions[];
  /**
   * Identity pools in the mock's region, at `https://cognito-identity.{region}.amazonaws.com`, and STS for their basic
   * flow, at `https://sts.{region}.amazonaws.com`. The first one is the default one. Default: none.
   */
  readonly identityPools?: readonly IdentityPoolOptions[];
  /** The sign-in page of a user pool. `{}` has the first pool's. Default: none. */
  readonly hostedUi?: HostedUiMockOptions;
  /** A tenant of Auth0's, whose ID tokens the identity pools take. Default: none. */
  readonly auth0?: Auth0Options;
  /** Slack, with the app's own backend for signing in by it; needs an identity pool. Default: none. */
  readonly slack?: SlackMockOptions;
  /** How long temporary credentials are good for: milliseconds, or such as `'15m'`. Default: 1 hour. */
  readonly credentialsLifetime?: Duration;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
  /**
   * What ids, keys, codes and opaque tokens are drawn from: the same calls in the same order give the same ones in each run.
   * (The signatures of JWTs differ, as WebCrypto makes their key.) Default: always the same.
   */
  readonly seed?: string;
}

/** An API's options with nothing left open. */
export interface ApiSettings {
  readonly name: string;
  readonly flavour: Flavour;
  readonly authorizer: 'iam' | 'jwt';
  readonly baseUrl: URL;
  readonly region: string;
  readonly service: string;
  /** Fresh ones at every call: those of an object store are empty. */
  readonly routes: () => Readonly<Record<string, Responder>>;
  readonly usersOnly: readonly Route[];
  readonly errorTypes: Readonly<Partial<Record<Verdict, string>>>;
  readonly unsignedPayload: boolean;
  readonly contentSha256Required: boolean | 'with-body';
  readonly exposeHeaders: readonly string[];
}

/** The options with nothing left open. */
export interface Settings {
  readonly apis: readonly [ApiSettings, ...ApiSettings[]];
  /** Of the pools. */
  readonly region: string;
  readonly userPools: readonly UserPoolOptions[];
  readonly identityPools: readonly IdentityPoolSettings[];
  readonly hostedUi: HostedUiMockOptions | undefined;
  readonly auth0: Auth0Options | undefined;
  readonly slack: SlackMockOptions | undefined;
  readonly users: readonly MockUser[];
  readonly credentialsLifetime: number;
  readonly now: () => number;
  readonly seed: string;
}
