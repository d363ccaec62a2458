import type { ResourcesConfig } from 'aws-amplify';
import { type CognitoSession, createCognitoSession } from 'sigv4-interceptor/cognito';
import { expect, test } from 'vitest';

// The types must accept these configurations, which are copied from apps word for word.

const ids = {
  userPoolId: 'eu-west-1_AbCd12345',
  userPoolClientId: '1example23456789example',
  identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000001',
};

/** The type of `import outputs from './amplify_outputs.json'`. */
const outputs = {
  auth: {
    user_pool_id: ids.userPoolId,
    aws_region: 'eu-west-1',
    user_pool_client_id: ids.userPoolClientId,
    identity_pool_id: ids.identityPoolId,
    mfa_methods: [] as never[],
    standard_required_attributes: ['email'],
    mfa_configuration: 'NONE',
    password_policy: { min_length: 8, require_lowercase: true },
    unauthenticated_identities_enabled: true,
  },
  storage: {
    aws_region: 'eu-west-1',
    bucket_name: 'photos',
    buckets: [{ name: 'photos', bucket_name: 'photos', aws_region: 'eu-west-1', paths: {} }],
  },
  data: { url: 'https://example.appsync-api.eu-west-1.amazonaws.com/graphql', aws_region: 'eu-west-1' },
  version: '1.4',
};
const resources: ResourcesConfig = { Auth: { Cognito: { ...ids, allowGuestAccess: true } } };

test.each<[string, () => CognitoSession]>([
  ['amplify_outputs.json with a bucket', () => createCognitoSession(outputs)],
  ['what Amplify.getConfig() gives', () => createCognitoSession(resources)],
  [
    'the object for Amplify 6, written out',
    () =>
      createCognitoSession({
        Auth: { Cognito: { ...ids, loginWith: { email: true }, signUpVerificationMethod: 'code' } },
        API: { GraphQL: {} },
      }),
  ],
  [
    'the object for Amplify 5, written out',
    () =>
      createCognitoSession({
        Auth: {
          userPoolId: ids.userPoolId,
          userPoolWebClientId: ids.userPoolClientId,
          cookieStorage: { domain: 'example.com' },
        },
        Storage: { AWSS3: {} },
      }),
  ],
])('%s compiles, and makes a session', (_, create) => {
  expect(create().state).toBe('unknown');
});

test('a typo does not compile, and is refused', () => {
  // @ts-expect-error Did you mean region?
  expect(() => createCognitoSession({ ...ids, regoin: 'eu-west-1' })).toThrow(/Did you mean region/);
});
