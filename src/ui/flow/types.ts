import type { SignInFlowOptions } from './options.js';
import type { CodeDelivery, Metadata, SignInStep } from '../../cognito/user-pool/sign-in/types.js';
import type { TextKey } from '../texts/types.js';

/** An input of a step's form, ready to render. */
export interface FlowField {
  /** Its key in `submit(values)`. For an attribute, Cognito's name, such as `email` or `custom:team`. */
  readonly name: string;
  /** The text of its `<label>`. */
  readonly label: string;
  /** What users should know before they fill in the field, such as the password policy. */
  readonly hint?: string | undefined;
  /** The `type` of its `<input>`. */
  readonly type: 'text' | 'email' | 'tel' | 'url' | 'date' | 'password' | 'checkbox';
  /** HTML's autofill detail tokens, by which password managers recognise the field. */
  readonly autocomplete: string;
  /** The keyboard that phones show. Default: the type's own. */
  readonly inputMode?: 'numeric' | undefined;
  readonly required: boolean;
  /** Whether the user cannot change it, such as the user name that password managers need. Default: false. */
  readonly readOnly?: boolean | undefined;
  /** Its initial value. Default: empty. */
  readonly value?: string | undefined;
}

/** What a user can do at a step, other than submitting its form. */
export type FlowActionName =
  /** Shows the form for a new account. */
  | 'signUp'
  /** Shows the form that asks for a code to set a new password. */
  | 'forgotPassword'
  /** Signs in with a passkey. Takes the user name from `values`. */
  | 'passkey'
  /** Sends the code again. */
  | 'resend'
  /** Goes back to the previous step and cancels the sign-in in progress. The same as `flow.back()`. */
  | 'back'
  /** Creates a passkey for the signed-in user. Call it from a click handler, as browsers require. */
  | 'addPasskey'
  | 'signOut';

/** A link or a button beside the form. */
export interface FlowAction {
  readonly name: FlowActionName;
  readonly label: string;
  /**
   * When it becomes available, in milliseconds since the epoch: users must wait between two codes. Default: immediately.
   */
  readonly notBefore?: number | undefined;
}

/** One of several ways to continue: `submit({ choice: name })`. */
export interface FlowChoice {
  readonly name: string;
  readonly label: string;
}

/** A button that signs in with a provider: `flow.signInWith(name)`. */
export interface FlowProvider {
  readonly name: string;
  readonly label: string;
  /** The URL of an image. Default: none. */
  readonly logo?: string | undefined;
}

/**
 * The steps of a flow. A step of the session has the session's name. A step that this version does not know has its own
 * name, and can be rendered from its fields.
 */
export type FlowStepName =
  /** The session has not been restored yet. There is nothing to show. */
  | 'loading'
  | 'signIn'
  | 'signUp'
  | 'confirmSignUp'
  | 'forgotPassword'
  | 'confirmForgotPassword'
  /** The password, after the user chose it among several first factors. */
  | 'password'
  | 'signedIn'
  | Exclude<SignInStep['step'], 'done'>;

/** What to show to the user: a form, as data, with its texts in the user's language. */
export interface FlowStep {
  readonly name: FlowStepName | (string & {});
  readonly title: string;
  /** What the user should know, such as where a code was sent. */
  readonly description?: string | undefined;
  readonly fields: readonly FlowField[];
  /** The label of the button that submits the fields. Undefined if there is nothing to submit. */
  readonly submit?: string | undefined;
  readonly choices?: readonly FlowChoice[] | undefined;
  readonly providers?: readonly FlowProvider[] | undefined;
  readonly actions: readonly FlowAction[];
  /** The user name, as the user typed it; at `signedIn`, the real user name. */
  readonly username?: string | undefined;
  /** Where a code was sent. */
  readonly delivery?: CodeDelivery | undefined;
  /** What an authenticator app needs: the secret in base32, and the `otpauth:` URI to show as a QR code. */
  readonly totp?: { readonly secret: string; readonly uri: string } | undefined;
  /** The public parameters of a custom challenge. */
  readonly parameters?: Metadata | undefined;
}

/** What went wrong, in words for users. */
export interface FlowError {
  /** The name of the text, for programs. */
  readonly key: TextKey;
  readonly message: string;
  /** The `name` of the field that the error is about. Default: the whole form. */
  readonly field?: string | undefined;
  /** After how many milliseconds a retry makes sense. Default: immediately, or never. */
  readonly retryAfter?: number | undefined;
  /** What was thrown, for a log. Default: nothing, because the user's input was incomplete or invalid. */
  readonly cause?: unknown;
}

/** What succeeded, or why the flow is at an unexpected step, in words for users. */
export interface FlowNotice {
  readonly key: TextKey;
  readonly message: string;
}

/** The state of a flow at one moment. Frozen: each change creates a new snapshot. */
export interface FlowSnapshot {
  readonly step: FlowStep;
  /** Whether work is in progress. Until it ends, a submitted form is not sent. */
  readonly busy: boolean;
  readonly error: FlowError | undefined;
  readonly notice: FlowNotice | undefined;
}

/** What the user entered, by the fields' names. */
export type FlowValues = Readonly<Record<string, string | boolean | undefined>>;

/** The language and texts of a flow: the options that can change at any time. */
export type FlowWords = Pick<SignInFlowOptions, 'language' | 'texts'>;

/**
 * A sign-in, from the first form to the signed-in user, without markup. It is a store: `subscribe` and `getSnapshot`
 * fit React's `useSyncExternalStore`.
 */
export interface SignInFlow extends FlowSnapshot {
  /** The language of the texts, such as `de-AT`, for HTML's `lang`. Changes once another language has loaded. */
  readonly language: string;
  /** The direction of the texts, for HTML's `dir`. */
  readonly direction: 'ltr' | 'rtl';
  /** Submits the step's form. Resolves when the flow has settled. Never rejects: see `error`. */
  submit(values?: FlowValues): Promise<void>;
  /** Performs one of the step's actions. Never rejects: see `error`. */
  act(action: FlowActionName, values?: FlowValues): Promise<void>;
  /**
   * Signs in with one of the step's providers. Call it from a click
   * handler, or browsers block the window. Never rejects.
   */
  signInWith(provider: string): Promise<void>;
  /** Goes back to the previous step and cancels the sign-in in progress. */
  back(): void;
  /** Returns one of the texts, in the flow's language. */
  text(key: TextKey, parameters?: Readonly<Record<string, string | number>>): string;
  /**
   * Changes the language or the texts. The step and what the user has done stay. Resolves once the language has loaded;
   * if that fails, the texts are English.
   */
  speak(words: FlowWords): Promise<void>;
  /** Calls the listener after each change. Returns a function that unsubscribes it. */
  subscribe(listener: () => void): () => void;
  /** Returns the current snapshot. */
  getSnapshot(): FlowSnapshot;
  /** Returns the snapshot for server rendering: the step `loading`. */
  getServerSnapshot(): FlowSnapshot;
  /** Cancels the work in progress and stops listening to the session. */
  close(): void;
}
