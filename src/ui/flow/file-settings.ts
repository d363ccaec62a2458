import { at, type Kind, recogniseKind, withoutModule } from '../../cognito/configuration/kinds.js';
import { en } from '../texts/en.js';
import type { PasswordPolicy, UsernameKind } from './options.js';

/** What a configuration file says of a user pool's forms. Nothing where it does not say, or is damaged. */
export interface FileSettings {
  readonly usernameKind?: UsernameKind | undefined;
  /** The attributes that a new account needs, by Cognito's names. */
  readonly requiredAttributes?: readonly string[] | undefined;
  readonly passwordPolicy?: PasswordPolicy | undefined;
}

type Setting = 'usernameAttributes' | 'requiredAttributes' | 'passwordPolicy';

const inAwsConfiguration = (prefix = '') => ({
  usernameAttributes: `${prefix}Auth.Default.usernameAttributes`,
  requiredAttributes: `${prefix}Auth.Default.signupAttributes`,
  passwordPolicy: `${prefix}Auth.Default.passwordProtectionSettings`,
});

/** Where each kind of file has it. Amplify 5 had nothing of the kind. */
const PATHS: Readonly<Partial<Record<Kind, Readonly<Record<Setting, string>>>>> = {
  awsConfiguration: inAwsConfiguration(),
  amplifyMobile: inAwsConfiguration('auth.plugins.awsCognitoAuthPlugin.'),
  amplifyOutputs: {
    usernameAttributes: 'auth.username_attributes',
    requiredAttributes: 'auth.standard_required_attributes',
    passwordPolicy: 'auth.password_policy',
  },
  awsExports: {
    usernameAttributes: 'aws_cognito_username_attributes',
    requiredAttributes: 'aws_cognito_signup_attributes',
    passwordPolicy: 'aws_cognito_password_protection_settings',
  },
  amplify6: {
    usernameAttributes: 'Auth.Cognito.loginWith',
    requiredAttributes: 'Auth.Cognito.userAttributes',
    passwordPolicy: 'Auth.Cognito.passwordFormat',
  },
};

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null ? (value as Members) : undefined;

/** Names as a list, or as an object: `{ email: true }`, `{ email: { required: true } }`. */
const namesOf = (value: unknown): readonly string[] | undefined => {
  const members = membersOf(value);
  const names = Array.isArray(value)
    ? value
    : members && Object.keys(members).filter((name) => (membersOf(members[name])?.required ?? members[name]) === true);
  return names
    ?.filter((name): name is string => typeof name === 'string')
    .map((name) => name.toLowerCase())
    .map((name) => (name === 'phone' ? 'phone_number' : name));
};

const usernameKindOf = (value: unknown): UsernameKind | undefined => {
  const names = namesOf(value);
  if (!names || names.includes('username')) return names && 'username';
  return (names.find((name) => name === 'email' || name === 'phone_number') as UsernameKind | undefined) ?? 'username';
};

/** Attributes that a form can ask for: standard ones have a text, custom ones a prefix. */
const isAttribute = (name: string): boolean => Object.hasOwn(en, `field.${name}`) || name.startsWith('custom:');

const lengthOf = (value: unknown): number | undefined => {
  const length = typeof value === 'string' ? Number(value) : value;
  return typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= 256 ? length : undefined;
};

const policyOf = (value: unknown): PasswordPolicy | undefined => {
  const policy = membersOf(value);
  if (!policy) return undefined;
  const { passwordPolicyCharacters: kinds } = policy;
  const needs = (kind: string, ...names: readonly string[]): boolean =>
    names.some((name) => policy[name] === true) || (Array.isArray(kinds) && kinds.includes(kind));
  const minimumLength = lengthOf(policy.min_length ?? policy.minLength ?? policy.passwordPolicyMinLength);
  return {
    ...(minimumLength !== undefined && { minimumLength }),
    lowercase: needs('REQUIRES_LOWERCASE', 'require_lowercase', 'requireLowercase'),
    uppercase: needs('REQUIRES_UPPERCASE', 'require_uppercase', 'requireUppercase'),
    numbers: needs('REQUIRES_NUMBERS', 'require_numbers', 'requireNumbers'),
    symbols: needs('REQUIRES_SYMBOLS', 'require_symbols', 'requireSpecialCharacters'),
  };
};

/**
 * Reads what one of the files of Amplify and the mobile SDKs says of a user pool's forms. Never throws: what is damaged is left out.
 *
 * @param configuration What the session was made with.
 */
export const readFileSettings = (configuration: object): FileSettings => {
  const file = withoutModule(configuration);
  const { kind } = recogniseKind(file) ?? {};
  const paths = kind && PATHS[kind];
  if (!paths) return {};
  const read = (setting: Setting): unknown => at(file, paths[setting]);
  return {
    usernameKind: usernameKindOf(read('usernameAttributes')),
    requiredAttributes: namesOf(read('requiredAttributes'))?.filter(isAttribute),
    passwordPolicy: policyOf(read('passwordPolicy')),
  };
};
