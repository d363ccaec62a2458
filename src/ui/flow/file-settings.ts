import { at, withoutModule } from '../../cognito/configuration/kinds.js';
import { en } from '../texts/en.js';
import type { PasswordPolicy, UsernameKind } from './options.js';

/** A configuration file's settings for a user pool's forms. A missing or invalid setting is undefined. */
export interface FileSettings {
  readonly usernameKind?: UsernameKind | undefined;
  /** The attributes that a new account requires, by Cognito's names. */
  readonly requiredAttributes?: readonly string[] | undefined;
  readonly passwordPolicy?: PasswordPolicy | undefined;
}

/** Where the files keep the settings, if not at the top level. */
const PLACES = ['auth.plugins.awsCognitoAuthPlugin.Auth.Default', 'auth', 'Auth.Cognito', 'Auth.Default'];

/** The settings' names in `amplify_outputs.json`, `awsconfiguration.json`, `aws-exports.js`, Amplify 6. */
const NAMES = {
  usernameAttributes: ['username_attributes', 'usernameAttributes', 'aws_cognito_username_attributes', 'loginWith'],
  requiredAttributes: [
    'standard_required_attributes',
    'signupAttributes',
    'aws_cognito_signup_attributes',
    'userAttributes',
  ],
  passwordPolicy: [
    'password_policy',
    'passwordProtectionSettings',
    'aws_cognito_password_protection_settings',
    'passwordFormat',
  ],
};

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null ? (value as Members) : undefined;

/** Names, given as a list or as an object: `{ email: true }`, `{ email: { required: true } }`. */
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

/** Whether a form can ask for an attribute: standard attributes have a text, custom attributes a prefix. */
const isAttribute = (name: string): boolean => Object.hasOwn(en, `field.${name}`) || name.startsWith('custom:');

const lengthOf = (value: unknown): number | undefined => {
  const length = typeof value === 'string' ? Number(value) : value;
  return typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= 256 ? length : undefined;
};

const policyOf = (value: unknown): PasswordPolicy | undefined => {
  const policy = membersOf(value);
  if (!policy) return undefined;
  const { passwordPolicyCharacters: kinds } = policy;
  const minimumLength = lengthOf(policy.min_length ?? policy.minLength ?? policy.passwordPolicyMinLength);
  // Spelled `require_lowercase`, `requireLowercase` or `REQUIRES_LOWERCASE`.
  const needed = Object.keys(policy)
    .filter((name) => policy[name] === true)
    .concat(Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : []);
  const needs = (kind: RegExp): boolean => needed.some((name) => kind.test(name));
  return {
    ...(minimumLength !== undefined && { minimumLength }),
    lowercase: needs(/lower/i),
    uppercase: needs(/upper/i),
    numbers: needs(/number/i),
    symbols: needs(/symbol|special/i),
  };
};

/**
 * Reads the settings for a user pool's forms from a configuration file of
 * Amplify or the mobile SDKs. Never throws: it skips invalid settings.
 *
 * @param configuration The session's configuration.
 */
export const readFileSettings = (configuration: object): FileSettings => {
  const file = withoutModule(configuration);
  const places = [...PLACES.map((path) => membersOf(at(file, path))), file as Members];
  const read = (names: readonly string[]): unknown =>
    places.flatMap((place) => names.map((name) => place?.[name])).find((value) => value !== undefined);
  return {
    usernameKind: usernameKindOf(read(NAMES.usernameAttributes)),
    requiredAttributes: namesOf(read(NAMES.requiredAttributes))?.filter(isAttribute),
    passwordPolicy: policyOf(read(NAMES.passwordPolicy)),
  };
};
