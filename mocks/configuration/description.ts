import type { FlavourName, Verdict } from '../api/flavours/flavour.js';
import type { MockUser } from '../api/keys.js';
import type { Responder } from '../api/responders.js';
import type { IdentityPoolOptions } from '../cognito/identity-pool/options.js';
import type { Auth0Options, Auth0User } from '../oauth/auth0-tenant.js';
import type { HostedUiMockOptions, SlackMockOptions } from '../oauth/options.js';
import type { ApiOptions, AwsMockOptions, Json } from '../options.js';
import {
  anyText,
  callback,
  choice,
  duration,
  either,
  type Fields,
  flag,
  json,
  list,
  map,
  object,
  required,
  type Shape,
  some,
  text,
} from './shape.js';
import { userPool } from './user-pool.js';

// Every option of the mock. A new one belongs here, too: the compiler asks for it.

const verdicts: Readonly<Record<Verdict, 0>> = {
  ok: 0,
  'missing-authentication': 0,
  'incomplete-signature': 0,
  'signature-expired': 0,
  'signature-not-yet-current': 0,
  'url-expired': 0,
  'unsigned-header': 0,
  'unsupported-algorithm': 0,
  'wrong-scope': 0,
  'unknown-key': 0,
  'payload-hash-missing': 0,
  'payload-hash-invalid': 0,
  'payload-mismatch': 0,
  'signature-mismatch': 0,
  'invalid-token': 0,
  'checksum-refused': 0,
  'expired-token': 0,
  denied: 0,
  unauthorized: 0,
  blocked: 0,
  'unknown-stage': 0,
  'no-route': 0,
  throttled: 0,
  'quota-exceeded': 0,
};

const apiFields: Fields<ApiOptions> = {
  flavour: choice<FlavourName>({
    rest: 0,
    http: 0,
    'function-url': 0,
    appsync: 0,
    s3: 0,
    json: 0,
    query: 0,
    opensearch: 0,
    bedrock: 0,
    iot: 0,
  }),
  baseUrl: text,
  authorizer: choice({ iam: 0, jwt: 0 }),
  region: text,
  service: text,
  name: text,
  routes: map(either(callback<Responder>(), json<Json>())),
  usersOnly: list(text),
  errorTypes: some('ErrorTypes', verdicts, anyText),
  unsignedPayload: flag,
  contentSha256Required: flag,
  exposeHeaders: list(text),
};

const mockUser = object<MockUser>('MockUser', { name: required(text), accessKeyId: text, secretAccessKey: text });

const identityPool = object<IdentityPoolOptions>('IdentityPoolOptions', {
  id: text,
  guests: flag,
  userPools: list(text),
  providers: list(text),
  developerProvider: text,
  customRoles: list(text),
  basicFlow: flag,
});

const hostedUi = object<HostedUiMockOptions>('HostedUiMockOptions', {
  domain: text,
  userPool: text,
  callbackUrls: list(text),
});

const auth0 = object<Auth0Options>('Auth0Options', {
  domain: text,
  clientId: text,
  clientSecret: text,
  users: list(object<Auth0User>('Auth0User', { username: required(text), password: required(text) })),
  refreshTokenRotation: flag,
  issParameter: flag,
  callbackUrls: list(text),
});

const slack = object<SlackMockOptions>('SlackMockOptions', {
  clientId: text,
  clientSecret: text,
  users: list(text),
  exchange: text,
});

/** The names of the options that describe one API. */
export const API_OPTIONS: readonly string[] = Object.keys(apiFields);

/** The options of `createAwsMock`. */
export const awsMock: Shape<AwsMockOptions> = object<AwsMockOptions>('AwsMockOptions', {
  ...apiFields,
  apis: list(object<ApiOptions>('ApiOptions', apiFields)),
  users: list(either(text, mockUser)),
  userPools: list(userPool),
  identityPools: list(identityPool),
  hostedUi,
  auth0,
  slack,
  credentialsLifetime: duration,
  maxSessionDuration: duration,
  origins: either(choice({ '*': 0 }), list(text)),
  now: callback<NonNullable<AwsMockOptions['now']>>(),
  seed: text,
  $schema: text,
});
