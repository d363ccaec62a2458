import type { AuthFlow } from '../../cognito/configuration/configuration.js';
import { SESSION, type SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import { requireOption } from '../../core/options.js';
import type { TextKey } from '../texts/types.js';
import type { Words } from '../texts/texts.js';
import type { FileSettings } from './file-settings.js';
import type { PasswordPolicy, SignInFlowOptions, SignUpField, UsernameKind } from './options.js';

/** A {@link SignUpField} with its defaults. */
export interface SignUpFieldSettings {
  readonly name: string;
  readonly label?: string | undefined;
  readonly required: boolean;
}

/** The settings of a user pool's forms. */
export interface FlowSettings {
  readonly usernameKind: UsernameKind;
  /** The attributes of a new account, in addition to user name and password. */
  readonly signUpFields: readonly SignUpFieldSettings[];
  readonly passwordPolicy: PasswordPolicy | string | undefined;
  /** Whether to offer passkeys. */
  readonly passkeys: boolean;
  /** How a sign-in begins. */
  readonly authFlow: AuthFlow;
  /** The session's name, which distinguishes the sessions of one origin. */
  readonly name: string;
}

type Options = Pick<SignInFlowOptions, 'usernameKind' | 'signUpFields' | 'passwordPolicy' | 'passkeys'>;

const USERNAME_KINDS: readonly UsernameKind[] = ['username', 'email', 'phone_number'];

/**
 * Returns a session's internals, for the parts of this package that build on it.
 *
 * @param where The function that received the session, for the message.
 * @throws TypeError if `session` is not from `createCognitoSession`
 */
export const internalsOf = (session: CognitoSession, where = 'createSignInFlow'): SessionInternals => {
  const internals = (session as { [SESSION]?: () => SessionInternals } | undefined)?.[SESSION]?.();
  if (!internals) throw new TypeError(`${where}: session must come from createCognitoSession.`);
  return internals;
};

const isSignUpField = (field: unknown): boolean => {
  const name = typeof field === 'string' ? field : (field as Partial<SignUpField> | null)?.name;
  return typeof name === 'string' && name !== '';
};

const requireOptions = ({ usernameKind, signUpFields, passwordPolicy, passkeys }: Options, where: string): void => {
  const check = (ok: boolean, message: string): void => requireOption(ok, `${where}: ${message}`);
  check(
    usernameKind === undefined || USERNAME_KINDS.includes(usernameKind),
    `usernameKind must be one of ${USERNAME_KINDS.join(', ')}.`,
  );
  check(
    signUpFields === undefined || (Array.isArray(signUpFields) && signUpFields.every(isSignUpField)),
    'signUpFields must be a list of names, or of objects with a name.',
  );
  check(
    passwordPolicy === undefined ||
      typeof passwordPolicy === 'string' ||
      (typeof passwordPolicy === 'object' && passwordPolicy !== null),
    'passwordPolicy must be an object or a text.',
  );
  check(passkeys === undefined || typeof passkeys === 'boolean', 'passkeys must be true or false.');
};

const toFieldSettings = (field: string | SignUpField): SignUpFieldSettings =>
  typeof field === 'string' ? { name: field, required: true } : { ...field, required: field.required ?? true };

/** Loads the settings of the session's configuration file. Empty if that fails, or if the session has no file. */
export const loadFileSettings = async ({ configuration }: SessionInternals): Promise<FileSettings> => {
  if ('userPoolId' in configuration) return {};
  return import('./file-settings.js').then(
    ({ readFileSettings }) => readFileSettings(configuration),
    () => ({}),
  );
};

/**
 * Returns the settings of the forms: the app's options, else the session's configuration file, else what most user pools use.
 *
 * @throws TypeError if `session` is not from `createCognitoSession`, and for an option of the wrong type
 */
export const settingsOf = (
  session: CognitoSession,
  options: Options = {},
  file: FileSettings = {},
  where = 'createSignInFlow',
): FlowSettings => {
  requireOptions(options, where);
  const { settings, name } = internalsOf(session, where);
  const usernameKind = options.usernameKind ?? file.usernameKind ?? 'username';
  const attributes = options.signUpFields ?? file.requiredAttributes ?? (usernameKind === 'username' ? ['email'] : []);
  return {
    usernameKind,
    // Cognito sets the attribute that users sign in with.
    signUpFields: attributes.map(toFieldSettings).filter((field) => field.name !== usernameKind),
    passwordPolicy: options.passwordPolicy ?? file.passwordPolicy,
    passkeys: options.passkeys ?? settings.authFlow === 'USER_AUTH',
    authFlow: settings.authFlow,
    name,
  };
};

const PASSWORD_KINDS = ['lowercase', 'uppercase', 'numbers', 'symbols'] as const;

/** Returns the password policy in words. Undefined without a policy. */
export const passwordHint = (policy: PasswordPolicy | string | undefined, words: Words): string | undefined => {
  if (typeof policy !== 'object') return policy || undefined;
  const { minimumLength: length } = policy;
  const needed = PASSWORD_KINDS.filter((kind) => policy[kind]);
  const kinds = words.list(needed.map((kind) => words.text(`hint.${kind}` satisfies TextKey)));
  if (length && needed.length) return words.text('hint.passwordLengthNeeds', { length, kinds });
  if (length) return words.text('hint.passwordLength', { length });
  return needed.length ? words.text('hint.passwordNeeds', { kinds }) : undefined;
};
