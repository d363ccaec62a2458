import type { SignInFlowOptions } from './options.js';
import type { CodeDelivery, Metadata } from '../../cognito/user-pool/sign-in/types.js';
import type { TextKey } from '../texts/types.js';

/** One input of a step's form, ready to be shown. */
export interface FlowField {
  /** Its key in `submit(values)`. An attribute has Cognito's name, such as `email` or `custom:team`. */
  readonly name: string;
  /** What users read beside it. */
  readonly label: string;
  /** What users should know before they fill it in, such as the password policy. */
  readonly hint?: string | undefined;
  /** The `type` of its `<input>`. */
  readonly type: 'text' | 'email' | 'tel' | 'url' | 'date' | 'password' | 'checkbox';
  /** HTML's autofill detail tokens, by which password managers know it. */
  readonly autocomplete: string;
  /** The keyboard that phones show. Default: what fits the type. */
  readonly inputMode?: 'numeric' | undefined;
  readonly required: boolean;
  /** Shown, but not to be changed: who the form is about, which password managers have to see beside a new password. */
  readonly readOnly?: boolean | undefined;
  /** What it begins with. */
  readonly value?: string | undefined;
}

/** What a user can do at a step besides submitting its form. */
export type FlowActionName =
  /** Shows the form for a new account. */
  | 'signUp'
  /** Shows the form that asks for a code to set a new password. */
  | 'forgotPassword'
  /** Signs in by a passkey. Takes the user name from `values`. */
  | 'passkey'
  /** Sends the code once more. */
  | 'resend'
  /** Goes back to where the step was come from; a sign-in under way ends. The same as `flow.back()`. */
  | 'back'
  /** Makes a passkey for the user who is signed in. Call it from a click: browsers demand that. */
  | 'addPasskey'
  | 'signOut';

/** A link or a button beside the form. */
export interface FlowAction {
  readonly name: FlowActionName;
  readonly label: string;
  /** Until when it is refused, in milliseconds since the epoch: the wait between two codes. Default: it is not. */
  readonly notBefore?: number | undefined;
}

/** One of several ways to go on: `submit({ choice: name })`. */
export interface FlowChoice {
  readonly name: string;
  readonly label: string;
}

/** A button that signs in somewhere else: `flow.signInWith(name)`. */
export interface FlowProvider {
  readonly name: string;
  readonly label: string;
  /** The URL of an image. Default: none. */
  readonly logo?: string | undefined;
}

/**
 * The steps of a flow, named as the session's where it has them. What a session may ask that is not among them comes by its own name,
 * and can be shown by its fields.
 */
export type FlowStepName =
  /** Who uses the app is not known yet. There is nothing to show. */
  | 'loading'
  | 'signIn'
  | 'signUp'
  | 'confirmSignUp'
  | 'forgotPassword'
  | 'confirmForgotPassword'
  | 'selectChallenge'
  /** The password, where it was chosen among several first factors. */
  | 'password'
  | 'smsMfa'
  | 'smsOtp'
  | 'emailOtp'
  | 'totpMfa'
  | 'selectMfaType'
  | 'setUpTotp'
  | 'setUpEmail'
  | 'newPasswordRequired'
  | 'customChallenge'
  | 'webAuthn'
  | 'signedIn';

/** What is shown to the user: a form, as data, with its words in the user's language. */
export interface FlowStep {
  readonly name: FlowStepName | (string & {});
  readonly title: string;
  /** What the step is about, such as where a code was sent. */
  readonly description?: string | undefined;
  readonly fields: readonly FlowField[];
  /** The words of the button that submits the fields. Nothing where there is nothing to submit. */
  readonly submit?: string | undefined;
  readonly choices?: readonly FlowChoice[] | undefined;
  readonly providers?: readonly FlowProvider[] | undefined;
  readonly actions: readonly FlowAction[];
  /** Who the step is about, as they typed it; at `signedIn` the real user name. */
  readonly username?: string | undefined;
  /** Where a code was sent. */
  readonly delivery?: CodeDelivery | undefined;
  /** What an authenticator app has to be given: the secret in base32, and the `otpauth:` URI to show as a QR code. */
  readonly totp?: { readonly secret: string; readonly uri: string } | undefined;
  /** The public parameters of a custom challenge. */
  readonly parameters?: Metadata | undefined;
}

/** What went wrong, in words for users. */
export interface FlowError {
  /** Which text it is, for programs. */
  readonly key: TextKey;
  readonly message: string;
  /** The `name` of the field it is about. Default: the whole form. */
  readonly field?: string | undefined;
  /** After how many milliseconds it is worth trying again. Default: at once, or never. */
  readonly retryAfter?: number | undefined;
  /** What was thrown, for a log. Default: nothing was; what was submitted is incomplete. */
  readonly cause?: unknown;
}

/** What went well, or why the step is another one than expected, in words for users. */
export interface FlowNotice {
  readonly key: TextKey;
  readonly message: string;
}

/** A flow as it is at one moment. Frozen; a change makes a new one. */
export interface FlowSnapshot {
  readonly step: FlowStep;
  /** Whether something is under way; what is submitted meanwhile is not sent. */
  readonly busy: boolean;
  readonly error: FlowError | undefined;
  readonly notice: FlowNotice | undefined;
}

/** What the user filled in, by the fields' names. */
export type FlowValues = Readonly<Record<string, string | boolean | undefined>>;

/** The words of a flow: those of its options that can be changed at any time. */
export type FlowWords = Pick<SignInFlowOptions, 'language' | 'texts'>;

/**
 * A sign-in, from the first form to the signed-in user, without any markup. A store: `subscribe` and `getSnapshot` fit
 * React's `useSyncExternalStore`.
 */
export interface SignInFlow extends FlowSnapshot {
  /** The language of its words, such as `de-AT`, for HTML's `lang`. Another one once that language has been loaded. */
  readonly language: string;
  /** Which way its words run, for HTML's `dir`. */
  readonly direction: 'ltr' | 'rtl';
  /** Submits the step's form. Never rejects: see `error`. Resolves when it is settled. */
  submit(values?: FlowValues): Promise<void>;
  /** Does one of the step's actions. Never rejects: see `error`. */
  act(action: FlowActionName, values?: FlowValues): Promise<void>;
  /** Signs in by one of the step's providers. Call it from a click: browsers open windows for those only. Never rejects. */
  signInWith(provider: string): Promise<void>;
  /** Goes back to where the step was come from; a sign-in under way ends. */
  back(): void;
  /** One of the texts, in the flow's language. */
  text(key: TextKey, parameters?: Readonly<Record<string, string | number>>): string;
  /**
   * Says everything in another language, or in other words. The step stays, and so does all that the user has done. Resolves once the
   * language has been loaded; where that fails, the words are English.
   */
  speak(words: FlowWords): Promise<void>;
  subscribe(listener: () => void): () => void;
  getSnapshot(): FlowSnapshot;
  /** What a server renders: the step `loading`. */
  getServerSnapshot(): FlowSnapshot;
  /** Ends what is under way and listens to the session no more. */
  close(): void;
}
