import type { IdentityPoolOptions, UserPoolOptions } from '../../../mocks/index.js';
import type { IdentityStage } from '../cognito/support/identity-stage.js';
import { PASSWORD } from '../cognito/support/pool-stage.js';

type Input = Readonly<Record<string, unknown>>;

/** What is asked of an identity pool, and AWS's answer. */
export type IdentityRow = readonly [
  asked: string,
  options: { readonly identityPool?: IdentityPoolOptions; readonly userPool?: UserPoolOptions },
  ask: (stage: IdentityStage, tokens: Readonly<Record<'AccessToken' | 'IdToken', string>>) => Promise<[string, Input]>,
  code: string,
  message: string,
  source: string,
];

const NOT = 'NotAuthorizedException';
const UNKNOWN = 'us-east-1:00000000-0000-4000-8000-00000000000f';
const HOST = 'cognito-idp.us-east-1.amazonaws.com';
const idOf = async ({ call, pool }: IdentityStage, Logins?: Input) =>
  (await call('GetId', { IdentityPoolId: pool, Logins })).body.IdentityId;

/** What an app gets from a user pool, for the mock's first client. */
export const signInAlice = async ({
  mock,
  urls,
}: IdentityStage): Promise<Record<'AccessToken' | 'IdToken', string>> => {
  const response = await fetch(urls['cognito-idp'] as string, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: mock.userPool().clientId,
      AuthParameters: { USERNAME: 'alice', PASSWORD },
    }),
  });
  return ((await response.json()) as { AuthenticationResult: Record<'AccessToken' | 'IdToken', string> })
    .AuthenticationResult;
};
const login = (stage: IdentityStage, token: string) => ({ [`${HOST}/${stage.mock.userPool().id}`]: token });

export const IDENTITY_ROWS: readonly IdentityRow[] = [
  [
    'GetId, no pool',
    {},
    async () => ['GetId', {}],
    'ValidationException',
    "1 validation error detected: Value null at 'identityPoolId' failed to satisfy constraint: Member must not be null",
    'botocore, cognito-identity service model; words as aws/amazon-freertos#1829',
  ],
  [
    'GetId, an id without a region',
    {},
    async () => ['GetId', { IdentityPoolId: '6eaf0258-e8c5-467f-90de-6e212326e6d3' }],
    'ValidationException',
    "1 validation error detected: Value '6eaf0258-e8c5-467f-90de-6e212326e6d3' at 'identityPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+",
    'aws/amazon-freertos#1829',
  ],
  [
    'GetId, an address as id',
    {},
    async () => ['GetId', { IdentityPoolId: 'admin@example.com' }],
    'ValidationException',
    "1 validation error detected: Value 'admin@example.com' at 'identityPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+",
    'amazon-kinesis-video-streams notes that quote the header',
  ],
  [
    'GetId, an unknown pool',
    {},
    async () => ['GetId', { IdentityPoolId: UNKNOWN }],
    'ResourceNotFoundException',
    `IdentityPool '${UNKNOWN}' not found.`,
    'aws-amplify/amplify-js#14117',
  ],
  [
    'GetId, a guest where there are none',
    { identityPool: { guests: false } },
    async ({ pool }) => ['GetId', { IdentityPoolId: pool }],
    NOT,
    'Unauthenticated access is not supported for this identity pool.',
    'aws-amplify/aws-sdk-android#347',
  ],
  [
    'GetCredentialsForIdentity, an unknown identity',
    {},
    async () => ['GetCredentialsForIdentity', { IdentityId: UNKNOWN }],
    'ResourceNotFoundException',
    `Identity '${UNKNOWN}' not found.`,
    'aws-amplify/amplify-js#6616',
  ],
  [
    'GetCredentialsForIdentity, an unknown identity where there are no guests',
    { identityPool: { guests: false } },
    async () => ['GetCredentialsForIdentity', { IdentityId: UNKNOWN }],
    'ResourceNotFoundException',
    `Identity '${UNKNOWN}' not found.`,
    'the pool follows from the identity',
  ],
  [
    'GetCredentialsForIdentity, a user’s identity without the login',
    {},
    async (stage, { IdToken }) => [
      'GetCredentialsForIdentity',
      { IdentityId: await idOf(stage, login(stage, IdToken)) },
    ],
    NOT,
    "Access to Identity '…' is forbidden.",
    'aws-amplify/aws-sdk-android#2964',
  ],
  [
    'GetId, no token',
    {},
    async (stage) => ['GetId', { IdentityPoolId: stage.pool, Logins: login(stage, 'nonsense') }],
    NOT,
    'Invalid login token. Not a valid OpenId Connect identity token.',
    'an API description that quotes GetId by boto3',
  ],
  [
    'GetId, an access token',
    {},
    async (stage, { AccessToken }) => ['GetId', { IdentityPoolId: stage.pool, Logins: login(stage, AccessToken) }],
    NOT,
    'Invalid login token. Missing a required claim: aud',
    'an app that tells access tokens from ID tokens by it',
  ],
  [
    'GetId, a token of another pool',
    { userPool: { id: 'us-east-1_Other0001', clientId: 'other' } },
    async ({ pool }, { IdToken }) => [
      'GetId',
      { IdentityPoolId: pool, Logins: { [`${HOST}/us-east-1_Other0001`]: IdToken } },
    ],
    NOT,
    "Invalid login token. Issuer doesn't match providerName",
    'rollthecloudinc/hedge#238, aws-amplify/aws-sdk-android#444',
  ],
  [
    'GetId, a user pool that is not named',
    { identityPool: { userPools: [], providers: ['accounts.google.com'] } },
    async (stage, { IdToken }) => ['GetId', { IdentityPoolId: stage.pool, Logins: login(stage, IdToken) }],
    NOT,
    'Token is not from a supported provider of this identity pool.',
    'threads on user pools that an identity pool does not name',
  ],
  [
    'GetId, a login where no provider is configured',
    { identityPool: { userPools: [], providers: [] } },
    async (stage, { IdToken }) => ['GetId', { IdentityPoolId: stage.pool, Logins: login(stage, IdToken) }],
    NOT,
    'Identity pool - … does not have identity providers configured.',
    'jonsaw/amazon-cognito-identity-dart#80',
  ],
  [
    'GetOpenIdToken, without the basic flow',
    { identityPool: { basicFlow: false } },
    async (stage) => ['GetOpenIdToken', { IdentityId: await idOf(stage) }],
    'InvalidParameterException',
    'Basic (classic) flow is not enabled, please use enhanced flow.',
    'Developer Guide, "Identity pools authentication flow"',
  ],
];
