// The settings of forms, from each kind of configuration file, valid and damaged.
import { type CognitoSessionOptions, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { createSignInFlow } from '../../../src/ui/flow.js';
import type { PasswordPolicy, SignInFlowOptions } from '../../../src/ui/flow/options.js';
import { readFileSettings } from '../../../src/ui/flow/file-settings.js';
import { type FlowSettings, internalsOf, passwordHint, settingsOf } from '../../../src/ui/flow/settings.js';
import { chooseWords } from '../../../src/ui/texts/texts.js';
import { arrival } from './support/stage.js';

const POOL = 'eu-west-1_AbCd12345';
const CLIENT = '1example23456789example';

const pools = { userPoolId: POOL, userPoolClientId: CLIENT };

const read = (configuration: object, options?: SignInFlowOptions): FlowSettings => {
  const session = createCognitoSession({ storage: memoryStorage(), ...configuration } as CognitoSessionOptions);
  return settingsOf(session, options, readFileSettings(internalsOf(session).configuration));
};

const POLICY: PasswordPolicy = { minimumLength: 10, lowercase: true, uppercase: false, numbers: true, symbols: true };

const awsConfiguration = (auth: object) => ({
  CognitoUserPool: { Default: { PoolId: POOL, AppClientId: CLIENT, Region: 'eu-west-1' } },
  Auth: { Default: { authenticationFlowType: 'USER_SRP_AUTH', ...auth } },
});
const amplifyOutputs = (auth: object) => ({
  version: '1.3',
  auth: { aws_region: 'eu-west-1', user_pool_id: POOL, user_pool_client_id: CLIENT, ...auth },
});
const awsExports = (keys: object) => ({
  aws_project_region: 'eu-west-1',
  aws_user_pools_id: POOL,
  aws_user_pools_web_client_id: CLIENT,
  ...keys,
});
const amplify6 = (cognito: object) => ({
  Auth: { Cognito: { userPoolId: POOL, userPoolClientId: CLIENT, ...cognito } },
});

const MOBILE = {
  usernameAttributes: ['EMAIL'],
  signupAttributes: ['EMAIL', 'GIVEN_NAME'],
  passwordProtectionSettings: {
    passwordPolicyMinLength: 10,
    passwordPolicyCharacters: ['REQUIRES_LOWERCASE', 'REQUIRES_NUMBERS', 'REQUIRES_SYMBOLS'],
  },
};
const EXPORTS = {
  aws_cognito_username_attributes: MOBILE.usernameAttributes,
  aws_cognito_signup_attributes: MOBILE.signupAttributes,
  aws_cognito_password_protection_settings: MOBILE.passwordProtectionSettings,
};
const OUTPUTS = {
  username_attributes: ['email'],
  standard_required_attributes: ['email', 'given_name'],
  password_policy: {
    min_length: 10,
    require_lowercase: true,
    require_uppercase: false,
    require_numbers: true,
    require_symbols: true,
  },
};
const AMPLIFY_6 = {
  loginWith: { email: true, phone: false, oauth: { domain: 'example.auth.eu-west-1.amazoncognito.com' } },
  userAttributes: { email: { required: true }, given_name: { required: true }, nickname: { required: false } },
  passwordFormat: {
    minLength: 10,
    requireLowercase: true,
    requireUppercase: false,
    requireNumbers: true,
    requireSpecialCharacters: true,
  },
};

test.each<[string, object]>([
  ['awsconfiguration.json', awsConfiguration(MOBILE)],
  [
    "the mobile SDKs' amplifyconfiguration.json",
    { auth: { plugins: { awsCognitoAuthPlugin: awsConfiguration(MOBILE) } } },
  ],
  ['amplify_outputs.json', amplifyOutputs(OUTPUTS)],
  ['amplify_outputs.json as a module', { default: amplifyOutputs(OUTPUTS) }],
  ['aws-exports.js', awsExports(EXPORTS)],
  ['aws-exports.js as a module', { default: awsExports(EXPORTS) }],
  ['aws-exports.js with settings of the app', { ...awsExports(EXPORTS), Auth: { region: 'eu-west-1' } }],
  ['the configuration of Amplify 6', amplify6(AMPLIFY_6)],
])('%s says what the forms need', (_, configuration) => {
  expect(read(configuration)).toEqual({
    usernameKind: 'email',
    signUpFields: [{ name: 'given_name', required: true }],
    passwordPolicy: POLICY,
    passkeys: false,
    authFlow: 'USER_SRP_AUTH',
    name: 'sigv4-interceptor',
  });
});

const DEFAULT: FlowSettings = {
  usernameKind: 'username',
  signUpFields: [{ name: 'email', required: true }],
  passwordPolicy: undefined,
  passkeys: false,
  authFlow: 'USER_SRP_AUTH',
  name: 'sigv4-interceptor',
};

test.each<[string, object]>([
  ['ids alone', pools],
  ['awsconfiguration.json', awsConfiguration({})],
  ['amplify_outputs.json', amplifyOutputs({})],
  ['aws-exports.js', awsExports({})],
  ['the configuration of Amplify 6', amplify6({})],
  ['the configuration of Amplify 5', { Auth: { region: 'eu-west-1', userPoolId: POOL, userPoolWebClientId: CLIENT } }],
  ['Amplify 5, flat', { region: 'eu-west-1', userPoolId: POOL, userPoolWebClientId: CLIENT }],
])('where %s says nothing, users have a name and an e-mail address', (_, configuration) => {
  expect(read(configuration)).toEqual(DEFAULT);
});

test.each([null, 0, 7, 'EMAIL', true, '', ['7', 7, null, {}], { a: null }, [[]], () => 'EMAIL'])(
  'what is damaged is left out: %j',
  (damage) => {
    const damaged = [
      awsConfiguration({ usernameAttributes: damage, signupAttributes: damage, passwordProtectionSettings: damage }),
      amplifyOutputs({ username_attributes: damage, standard_required_attributes: damage, password_policy: damage }),
      awsExports({
        aws_cognito_username_attributes: damage,
        aws_cognito_signup_attributes: damage,
        aws_cognito_password_protection_settings: damage,
      }),
      amplify6({ loginWith: damage, userAttributes: damage, passwordFormat: damage }),
    ];
    for (const configuration of damaged) {
      const { usernameKind, signUpFields, passwordPolicy } = read(configuration);
      expect(usernameKind).toBe('username');
      expect(signUpFields.filter(({ name }) => name !== 'email')).toEqual([]);
      expect(passwordHint(passwordPolicy, chooseWords({ language: 'en' }).words)).toBeUndefined();
    }
  },
);

test.each([-1, 0, 1.5, 257, Number.NaN, 'eight', null, {}, '1e9'])(
  'a length that is none is left out: %j',
  (length) => {
    const { passwordPolicy } = read(amplifyOutputs({ password_policy: { min_length: length, require_numbers: true } }));
    expect(passwordPolicy).toEqual({ lowercase: false, uppercase: false, numbers: true, symbols: false });
  },
);

test('a length may be written as a text', () => {
  const settings = { passwordPolicyMinLength: '12', passwordPolicyCharacters: [] };
  const { passwordPolicy } = read(awsExports({ aws_cognito_password_protection_settings: settings }));
  expect(passwordPolicy).toMatchObject({ minimumLength: 12 });
});

test.each([
  [['PHONE_NUMBER'], 'phone_number'],
  [['phone'], 'phone_number'],
  [['email', 'phone_number'], 'email'],
  [['PHONE_NUMBER', 'EMAIL'], 'phone_number'],
  [['USERNAME', 'EMAIL'], 'username'],
  [[], 'username'],
  [{ username: true, email: true }, 'username'],
  [{ phone: true }, 'phone_number'],
  [{ email: false, phone: true }, 'phone_number'],
])('users who sign in with %j have the kind %s', (attributes, kind) => {
  expect(read(amplify6({ loginWith: attributes })).usernameKind).toBe(kind);
});

test('what users sign in with is not asked for twice', () => {
  const { signUpFields } = read(
    amplifyOutputs({ username_attributes: ['phone_number'], standard_required_attributes: ['phone_number', 'email'] }),
  );
  expect(signUpFields.map(({ name }) => name)).toEqual(['email']);
});

test.each(['email', 'phone_number'] as const)(
  'users who sign in with their %s are asked for nothing else',
  (usernameKind) => {
    expect(read(pools, { usernameKind }).signUpFields).toEqual([]);
  },
);

test('a file that asks for nothing is believed', () => {
  expect(read(amplifyOutputs({ standard_required_attributes: [] })).signUpFields).toEqual([]);
});

test('an attribute that no form can ask for is left out', () => {
  const required = ['sub', 'updated_at', 'email_verified', 'custom:team', 'birthdate'];
  const { signUpFields } = read(amplifyOutputs({ standard_required_attributes: required }));
  expect(signUpFields.map(({ name }) => name)).toEqual(['custom:team', 'birthdate']);
});

test("the app's options go before the file", () => {
  const options: SignInFlowOptions = {
    usernameKind: 'phone_number',
    signUpFields: [
      'name',
      { name: 'nickname' },
      { name: 'custom:team', label: 'Team', required: false },
      'phone_number',
    ],
    passwordPolicy: 'Four words.',
    passkeys: true,
  };
  expect(read(amplifyOutputs(OUTPUTS), options)).toMatchObject({
    usernameKind: 'phone_number',
    signUpFields: [
      { name: 'name', required: true },
      { name: 'nickname', required: true },
      { name: 'custom:team', label: 'Team', required: false },
    ],
    passwordPolicy: 'Four words.',
    passkeys: true,
  });
});

test('passkeys are offered where users may choose how they sign in, unless the app says otherwise', () => {
  const choice = { ...pools, authFlow: 'USER_AUTH', name: 'shop' };
  expect(read(choice)).toMatchObject({ passkeys: true, authFlow: 'USER_AUTH', name: 'shop' });
  expect(read(choice, { passkeys: false }).passkeys).toBe(false);
});

test.each<[string, object]>([
  ['usernameKind', { usernameKind: 'phone' }],
  ['signUpFields', { signUpFields: 'email' }],
  ['signUpFields', { signUpFields: [{ label: 'Team' }] }],
  ['signUpFields', { signUpFields: [null] }],
  ['signUpFields', { signUpFields: [''] }],
  ['passwordPolicy', { passwordPolicy: 8 }],
  ['passwordPolicy', { passwordPolicy: null }],
  ['passkeys', { passkeys: 'yes' }],
])('refuses a wrong %s by its name', (name, options) => {
  expect(() => read(pools, options as SignInFlowOptions)).toThrow(new RegExp(`^createSignInFlow: ${name} must be`));
});

test.each([undefined, null, {}, 'session'])('refuses %j for a session', (session) => {
  expect(() => settingsOf(session as never)).toThrow('createSignInFlow: session must come from createCognitoSession.');
});

test.each<[PasswordPolicy | string | undefined, language: string, hint: string | undefined]>([
  [undefined, 'en', undefined],
  ['', 'en', undefined],
  ['Four words.', 'en', 'Four words.'],
  [{}, 'en', undefined],
  [{ minimumLength: 8 }, 'en', 'Use at least 8 characters.'],
  [{ numbers: true }, 'en', 'Include a number.'],
  [{ lowercase: true, uppercase: true }, 'en', 'Include a lowercase letter and an uppercase letter.'],
  [POLICY, 'en', 'Use at least 10 characters, including a lowercase letter, a number, and a special character.'],
  [POLICY, 'de', 'Mindestens 10 Zeichen, darunter ein Kleinbuchstabe, eine Ziffer und ein Sonderzeichen.'],
  [POLICY, 'fr', 'Au moins 10 caractères, dont une minuscule, un chiffre et un caractère spécial.'],
  [POLICY, 'es', 'Al menos 10 caracteres, con una letra minúscula, un número y un carácter especial.'],
  [POLICY, 'ja', '英小文字、数字、記号を含む 10 文字以上で入力してください。'],
])('a policy of %j is told in %s', async (policy, language, hint) => {
  const source = chooseWords({ language });
  await source.load();
  expect(passwordHint(policy, source.words)).toBe(hint);
});

test.each([
  ['amplify_outputs.json', amplifyOutputs(OUTPUTS), 'Email address'],
  ['ids alone', pools, 'Username'],
])('the first form follows %s', async (_, configuration, label) => {
  const session = createCognitoSession({ storage: memoryStorage(), ...configuration } as CognitoSessionOptions);
  const flow = createSignInFlow(session, { language: 'en', storage: null });
  onTestFinished(flow.close);
  await arrival(flow);
  expect(flow.step.fields[0]?.label).toBe(label);
});
