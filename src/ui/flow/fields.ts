import { en } from '../texts/en.js';
import type { TextKey } from '../texts/types.js';
import type { Words } from '../texts/texts.js';
import { type FlowSettings, passwordHint, type SignUpFieldSettings } from './settings.js';
import type { FlowField } from './types.js';

/**
 * The input type and autofill token of OpenID Connect's standard
 * claims (OpenID Connect Core 1.0, section 5.1; HTML, "Autofill").
 */
const ATTRIBUTES: Readonly<Record<string, readonly [FlowField['type'], autocomplete: string]>> = {
  address: ['text', 'street-address'],
  birthdate: ['date', 'bday'],
  email: ['email', 'email'],
  family_name: ['text', 'family-name'],
  gender: ['text', 'sex'],
  given_name: ['text', 'given-name'],
  locale: ['text', 'language'],
  middle_name: ['text', 'additional-name'],
  name: ['text', 'name'],
  nickname: ['text', 'nickname'],
  phone_number: ['tel', 'tel'],
  picture: ['url', 'photo'],
  preferred_username: ['text', 'nickname'],
  profile: ['url', 'url'],
  website: ['url', 'url'],
};

const USERNAMES = { username: 'text', email: 'email', phone_number: 'tel' } as const;

/** Creates the fields of a user pool's forms. */
export const createFields = (
  words: Words,
  { usernameKind, passwordPolicy }: Pick<FlowSettings, 'usernameKind' | 'passwordPolicy'>,
) => {
  const { text } = words;
  const phoneHint = (type: FlowField['type']) => (type === 'tel' ? { hint: text('hint.phone_number') } : {});

  const attribute = ({ name, label, required }: SignUpFieldSettings, value?: string): FlowField => {
    const [type, autocomplete] = (Object.hasOwn(ATTRIBUTES, name) && ATTRIBUTES[name]) || ['text', 'off'];
    const key = `field.${name}`;
    const known = Object.hasOwn(en, key) ? text(key as TextKey) : name.replace(/^custom:/, '');
    return {
      name,
      label: label ?? known,
      ...phoneHint(type as 'text'),
      type: type as 'text',
      autocomplete,
      required,
      value,
    };
  };

  const password = (name: string, autocomplete: string): FlowField => ({
    name,
    label: text(name === 'newPassword' ? 'field.newPassword' : 'field.password'),
    type: 'password',
    autocomplete,
    required: true,
  });

  return {
    /** The user name. `webauthn` is the last token, where browsers expect it (HTML, "Autofill"). */
    username: (value: string | undefined, passkeys = false): FlowField => ({
      name: 'username',
      label: text(`field.${usernameKind}`),
      ...phoneHint(USERNAMES[usernameKind]),
      type: USERNAMES[usernameKind],
      autocomplete: passkeys ? 'username webauthn' : 'username',
      required: true,
      value,
    }),
    /** The user name, read-only, so that password managers save the password with it. */
    fixedUsername: (value: string | undefined): FlowField => ({
      name: 'username',
      label: text(`field.${usernameKind}`),
      type: USERNAMES[usernameKind],
      autocomplete: 'username',
      required: true,
      readOnly: true,
      value,
    }),
    password: (): FlowField => password('password', 'current-password'),
    newPassword: (name: 'password' | 'newPassword', required = true): FlowField => ({
      ...password(name, 'new-password'),
      hint: passwordHint(passwordPolicy, words),
      required,
    }),
    /**
     * A single input of any length: Cognito's codes have 6 or 8 digits, and a Lambda trigger's code may be anything.
     */
    code: (): FlowField => ({
      name: 'code',
      label: text('field.code'),
      type: 'text',
      autocomplete: 'one-time-code',
      inputMode: 'numeric',
      required: true,
    }),
    answer: (): FlowField => ({
      name: 'answer',
      label: text('field.answer'),
      type: 'text',
      autocomplete: 'off',
      required: true,
    }),
    rememberDevice: (): FlowField => ({
      name: 'rememberDevice',
      label: text('field.rememberDevice'),
      type: 'checkbox',
      autocomplete: 'off',
      required: false,
    }),
    attribute,
  };
};

/** The functions that create the fields of a user pool's forms. */
export type Fields = ReturnType<typeof createFields>;
