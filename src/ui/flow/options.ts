import type { SignUpInput } from '../../cognito/user-pool/operations/accounts.js';
import type { HostedUi } from '../../hosted-ui/create-hosted-ui.js';
import type { TextOverrides } from '../texts/types.js';

/** What users sign in with at a user pool. */
export type UsernameKind = 'username' | 'email' | 'phone_number';

/** What a new password must have. */
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
  /** Default: the text of that attribute; of a custom one its name. */
  readonly label?: string;
  /** Default: true. */
  readonly required?: boolean;
}

/** A provider that users may sign in with. */
export interface SignInProvider {
  /**
   * The provider's name: for the hosted UI as the user pool has it (`Google`, `SignInWithApple`, …), with `getToken` as
   * `session.federatedSignIn` takes it (`google`, an OIDC issuer, …).
   */
  readonly name: string;
  /** What users know it as. Default: the provider's usual name, else `name`. */
  readonly label?: string;
  /** The URL of its logo. Default: none. */
  readonly logo?: string;
  /** Gets the provider's token by the app's own means; then no hosted UI is needed. Resolves to nothing where the user gave up. */
  readonly getToken?: () => Promise<string | undefined>;
}

/** Options of `createSignInFlow`. */
export interface SignInFlowOptions {
  /** What users sign in with. Default: what the session's configuration file says, else `'username'`. */
  readonly usernameKind?: UsernameKind;
  /**
   * What a new account needs besides user name and password. Default: what the session's configuration file says, else an e-mail
   * address where users sign in by a user name.
   */
  readonly signUpFields?: readonly (string | SignUpField)[];
  /** Told to who chooses a password. Default: what the session's configuration file says, else nothing. */
  readonly passwordPolicy?: PasswordPolicy | string;
  /** Whether nobody can make an account here. Default: false. */
  readonly disableSignUp?: boolean;
  /** Whether passkeys are offered. Default: where the session's `authFlow` is `USER_AUTH`. */
  readonly passkeys?: boolean;
  /** Whether the steps of a second factor ask to remember the device. Default: false. */
  readonly rememberDevice?: boolean;
  /** What authenticator apps show as the issuer. Default: the page's title, or its host. */
  readonly totpIssuer?: string;
  /** Providers to sign in with, in their order. Default: none. */
  readonly providers?: readonly (string | SignInProvider)[];
  /** Where providers without a `getToken` sign in. Its answer in the page's address is taken when the flow begins. Default: none. */
  readonly hostedUi?: HostedUi;
  /** How the hosted UI is opened. Default: `'popup'`: calls that wait for the sign-in would be lost with the page. */
  readonly hostedUiMode?: 'popup' | 'redirect';
  /** The language of its words, such as `'de'` or `'pt-BR'`. Default: the page's `lang`, else the browser's, else English. */
  readonly language?: string;
  /** Own words in place of the package's. */
  readonly texts?: TextOverrides;
  /** Handed to the user pool's Lambda triggers with each call. Default: none. */
  readonly clientMetadata?: SignUpInput['clientMetadata'];
  /**
   * Where the step is kept over a reload: its name, the user name and where a code went, nothing secret. Default: `sessionStorage`.
   * `null`: nowhere.
   */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

/** The names of an options interface. Each must be written out, so that the compiler asks for an option that was added. */
export type OptionNames<O> = Readonly<Record<keyof Required<O>, 0>>;

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
