import type { SignUpInput } from '../../cognito/user-pool/operations/accounts.js';
import type { OptionNames } from '../../core/options.js';
import type { HostedUi } from '../../hosted-ui/create-hosted-ui.js';
import type { TextOverrides } from '../texts/types.js';

/** What the users of a user pool sign in with. */
export type UsernameKind = 'username' | 'email' | 'phone_number';

/** What a new password must contain. Default of each member: not required. */
export interface PasswordPolicy {
  readonly minimumLength?: number;
  readonly lowercase?: boolean;
  readonly uppercase?: boolean;
  readonly numbers?: boolean;
  readonly symbols?: boolean;
}

/** An attribute that the form for a new account asks for. */
export interface SignUpField {
  /** Cognito's name, such as `given_name` or `custom:team`. */
  readonly name: string;
  /** The label of its field. Default: the attribute's text; for a custom attribute, its name. */
  readonly label?: string;
  /** Whether the user must fill it in. Default: true. */
  readonly required?: boolean;
}

/** A provider that users may sign in with. */
export interface SignInProvider {
  /**
   * The provider's name. For the hosted UI, its name in the user pool (`Google`, `SignInWithApple`, …). With
   * `getToken`, the name for `session.federatedSignIn` (`google`, an OIDC issuer, …).
   */
  readonly name: string;
  /** The name shown to users. Default: the provider's usual name, else `name`. */
  readonly label?: string;
  /** The URL of its logo. Default: none. */
  readonly logo?: string;
  /**
   * Gets the provider's token by the app's own means, without the hosted UI. Resolve to undefined if the user cancels.
   */
  readonly getToken?: () => Promise<string | undefined>;
}

/**
 * Options of `createSignInFlow`.
 *
 * @example
 * ```ts
 * const options: SignInFlowOptions = {
 *   usernameKind: 'email',
 *   signUpFields: ['given_name', { name: 'custom:team', label: 'Team', required: false }],
 *   passwordPolicy: { minimumLength: 12, numbers: true },
 * };
 * ```
 */
export interface SignInFlowOptions {
  /** What users sign in with. Default: from the session's configuration file, else `'username'`. */
  readonly usernameKind?: UsernameKind;
  /**
   * The attributes of a new account, in addition to user name and password. Default: from the session's configuration
   * file, else an e-mail address if users sign in with a user name.
   */
  readonly signUpFields?: readonly (string | SignUpField)[];
  /** Shown to users who choose a password. Default: from the session's configuration file, else nothing. */
  readonly passwordPolicy?: PasswordPolicy | string;
  /** Whether users cannot create an account here. Default: false. */
  readonly disableSignUp?: boolean;
  /** Whether to offer passkeys. Default: true if the session's `authFlow` is `USER_AUTH`, else false. */
  readonly passkeys?: boolean;
  /** Whether the steps of a second factor offer to remember the device. Default: false. */
  readonly rememberDevice?: boolean;
  /** The issuer that authenticator apps show. Default: the page's title, or its host. */
  readonly totpIssuer?: string;
  /** The providers that users may sign in with, in the order of their buttons. Default: none. */
  readonly providers?: readonly (string | SignInProvider)[];
  /**
   * Where users sign in with providers without `getToken`. When the flow
   * begins, it processes a response in the page's URL. Default: none.
   */
  readonly hostedUi?: HostedUi;
  /**
   * How to open the hosted UI. Default: `'popup'`, because a redirect would lose the calls that wait for the sign-in.
   */
  readonly hostedUiMode?: 'popup' | 'redirect';
  /**
   * The language of the texts, such as `'de'` or `'pt-BR'`. Default:
   * the page's `lang`, else the browser's, else English.
   */
  readonly language?: string;
  /** Texts that replace the package's. Default: none. */
  readonly texts?: TextOverrides;
  /** Sent to the user pool's Lambda triggers with each call. Default: none. */
  readonly clientMetadata?: SignUpInput['clientMetadata'];
  /**
   * Where the flow keeps the step across a reload: its name, the user name and where a code was sent, no secret.
   * `null`: nowhere. Default: `sessionStorage`.
   */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

/** All options of a flow. */
export const FLOW_OPTIONS: OptionNames<SignInFlowOptions> = {
  usernameKind: 0,
  signUpFields: 0,
  passwordPolicy: 0,
  disableSignUp: 0,
  passkeys: 0,
  rememberDevice: 0,
  totpIssuer: 0,
  providers: 0,
  hostedUi: 0,
  hostedUiMode: 0,
  language: 0,
  texts: 0,
  clientMetadata: 0,
  storage: 0,
};
