import type { Auth0Options } from './oauth/auth0-tenant.js';
import type { HostedUiMockOptions, SlackMockOptions } from './oauth/options.js';
import type { FlavourName, Flavour, Verdict } from './api/flavours/flavour.js';
import type { Responder } from './api/responders.js';
import type { Route } from './api/routes.js';
import type { Duration } from './duration.js';
import type { IdentityPoolOptions, IdentityPoolSettings } from './cognito/identity-pool/options.js';
import type { UserPoolOptions } from './cognito/user-pool.js';
import type { MockUser } from './api/keys.js';

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * An API that accepts only signed requests, or only requests with a token.
 *
 * @example
 * ```ts
 * const mock = createAwsMock({ apis: [{ flavour: 's3' }, { flavour: 'http', routes: { 'GET /items': () => [] } }] });
 * ```
 */
export interface ApiOptions {
  /**
   * The kind of endpoint: a REST API (`'rest'`) or an HTTP API (`'http'`) of API Gateway, a Lambda function URL
   * (`'function-url'`), an AppSync API (`'appsync'`), a bucket of S3 (`'s3'`), a domain of OpenSearch Service
   * (`'opensearch'`), the WebSocket handshake of IoT Core (`'iot'`), or another service by its protocol: DynamoDB's
   * JSON (`'json'`), the Query protocol of SNS, IAM and STS (`'query'`), Bedrock's REST (`'bedrock'`). Each verifies
   * and refuses in its own way. Default: `'rest'`.
   */
  readonly flavour?: FlavourName;
  /**
   * The URL that the app under test calls: absolute, with or without a path (a stage, a base path mapping), without a
   * query. Default: an AWS host of the flavour; see `mock.baseUrl`.
   */
  readonly baseUrl?: string;
  /**
   * What a request needs: a signature (`'iam'`), or a JWT in the Authorization header (`'jwt'`), as for a user pool or
   * JWT authorizer. The JWT may come from the mock's user pools, its Auth0 tenant, or `issueProviderToken`. `'jwt'`
   * works for `'rest'`, `'http'` and `'appsync'`. Default: `'iam'`.
   */
  readonly authorizer?: 'iam' | 'jwt';
  /** The region of the credential scope. Default: the mock's. */
  readonly region?: string;
  /** The service of the credential scope. Default: the flavour's, such as `execute-api` or `dynamodb`. */
  readonly service?: string;
  /** Its name in `calls()`, `listen()` and `baseUrls`. Default: the flavour. */
  readonly name?: string;
  /**
   * Responders by route, in API Gateway's syntax: `'GET /items/{id}'`, `'ANY /files/{key+}'`,
   * `'/items'` (any method), `'$default'` (everything else). The most specific route counts.
   * A value that is not a function is the JSON response. Default: `$default` echoes the
   * request; S3 has an object store; AppSync has `POST /graphql` with the echo as `data`.
   */
  readonly routes?: Readonly<Record<string, Responder | Json>>;
  /**
   * Routes that are denied to guests of identity pools, as by the guests' role, in the syntax of `routes`. Users
   * may call them. Default: none; `mock.deny()` denies more for a while.
   */
  readonly usersOnly?: readonly string[];
  /**
   * Overrides `x-amzn-errortype` by verdict: `{ 'expired-token':
   * 'ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/' }` (Bedrock). `''` sends none.
   * Not for S3, which has no such header. Default: what AWS is known to send.
   */
  readonly errorTypes?: Readonly<Partial<Record<Verdict, string>>>;
  /** Whether to accept `UNSIGNED-PAYLOAD` as the hash of the body. Default: true for S3, else false. */
  readonly unsignedPayload?: boolean;
  /**
   * Whether to refuse a body without `x-amz-content-sha256`, as OpenSearch Serverless does, and CloudFront with origin
   * access control in front of a function URL. Default: false; S3 always requires the header, with or without a body.
   */
  readonly contentSha256Required?: boolean;
  /** The response headers that pages of other origins may read. Default: dates, ids and the error type. */
  readonly exposeHeaders?: readonly string[];
}

/**
 * Options of {@link createAwsMock}. The options of {@link ApiOptions} describe a single API; use `apis` for several.
 *
 * @example
 * ```ts
 * const mock = createAwsMock({
 *   routes: { 'GET /items': () => [{ id: 1 }] },
 *   userPools: [{ users: [{ username: 'alice', password: 'Passw0rd!' }] }],
 *   identityPools: [{}],
 *   credentialsLifetime: '15m',
 * });
 * ```
 */
export interface AwsMockOptions extends ApiOptions {
  /** The region of the pools, and of APIs without a region of their own. Default: `us-east-1`. */
  readonly region?: string;
  /** Several APIs that share users, keys, clock and faults. The first one is the default. Default: one API. */
  readonly apis?: readonly ApiOptions[];
  /** Users, by name or with their own keys. The first one is the default. Default: `['alice', 'bob']`. */
  readonly users?: readonly (string | MockUser)[];
  /**
   * User pools in the mock's region, at `https://cognito-idp.{region}.amazonaws.com`. The first one is the default.
   * `[{}]` is one pool without users. Default: none.
   */
  readonly userPools?: readonly UserPoolOptions[];
  /**
   * Identity pools in the mock's region, at `https://cognito-identity.{region}.amazonaws.com`, and STS for their basic
   * flow, at `https://sts.{region}.amazonaws.com`. The first one is the default. Default: none.
   */
  readonly identityPools?: readonly IdentityPoolOptions[];
  /** The sign-in page of a user pool. `{}` is the first pool's. Default: none. */
  readonly hostedUi?: HostedUiMockOptions;
  /** An Auth0 tenant, whose ID tokens the identity pools accept. Default: none. */
  readonly auth0?: Auth0Options;
  /** Slack, with the app's backend for a sign-in with it. Needs an identity pool. Default: none. */
  readonly slack?: SlackMockOptions;
  /** The lifetime of temporary credentials. Default: 1 hour. */
  readonly credentialsLifetime?: Duration;
  /** The `MaxSessionDuration` of every role, 1 to 12 hours, beyond which STS issues no credentials. Default: 1 hour, as for new roles. */
  readonly maxSessionDuration?: Duration;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
  /**
   * The seed of ids, keys, codes and opaque tokens: the same calls in the same order give the same values in each run.
   * (The signatures of JWTs differ, because WebCrypto generates their key.) Default: a random one in each
   * run; the emulator keeps one for each user of a machine.
   */
  readonly seed?: string;
  /**
   * The pages that may call a listener and the emulator beside those of this machine's loopback (`localhost`,
   * `127.0.0.1`): their origins, such as `'https://app.test'`, or `'*'` for any page. Calls of other pages are
   * refused. Calls that do not come from a page are not concerned, nor are the handlers. Default: none.
   */
  readonly origins?: '*' | readonly string[];
  /**
   * The JSON schema by which editors complete and check a JSON file of these options:
   * `'./node_modules/sigv4-interceptor/dist/mocks/schema.json'`. Not used by the mock. Default: none.
   */
  readonly $schema?: string;
}

/** An API's options with their defaults. */
export interface ApiSettings {
  readonly name: string;
  readonly flavour: Flavour;
  readonly authorizer: NonNullable<ApiOptions['authorizer']>;
  readonly baseUrl: URL;
  readonly region: string;
  readonly service: string;
  /** Creates new routes at each call, so that an object store starts empty. */
  readonly routes: () => Readonly<Record<string, Responder>>;
  readonly usersOnly: readonly Route[];
  readonly errorTypes: Readonly<Partial<Record<Verdict, string>>>;
  readonly unsignedPayload: boolean;
  readonly contentSha256Required: boolean | 'with-body';
  readonly exposeHeaders: readonly string[];
}

/** The mock's options with their defaults. */
export interface Settings {
  readonly apis: readonly [ApiSettings, ...ApiSettings[]];
  /** The region of the pools. */
  readonly region: string;
  readonly userPools: readonly UserPoolOptions[];
  readonly identityPools: readonly IdentityPoolSettings[];
  readonly hostedUi: HostedUiMockOptions | undefined;
  readonly auth0: Auth0Options | undefined;
  readonly slack: SlackMockOptions | undefined;
  readonly users: readonly MockUser[];
  readonly credentialsLifetime: number;
  readonly origins: '*' | readonly string[];
  readonly maxSessionDuration: number;
  readonly now: () => number;
  readonly seed: string;
}
