import type { AuthFlow } from '../../configuration/configuration.js';

/** Strings by name, passed to the user pool's Lambda triggers. */
export type Metadata = Readonly<Record<string, string>>;

/** A first factor that a user can choose: a password, or the name of the step that follows. */
export type FirstFactor = 'password' | 'passwordSrp' | 'emailOtp' | 'smsOtp' | 'webAuthn';

/** A second factor, by the name of the step that follows. */
export type SecondFactor = 'smsMfa' | 'totpMfa' | 'emailOtp';

/** A second factor that a user without one can set up, by the name of the step that follows. */
export type SetUpFactor = 'setUpTotp' | 'setUpEmail';

/**
 * The input of `signIn`.
 *
 * @example
 * ```ts
 * const step = await session.signIn({ username, password });
 * ```
 */
export interface SignInInput {
  /** The user name, or an alias that the user pool allows (e-mail address, phone number). */
  readonly username: string;
  /** Required for USER_SRP_AUTH and USER_PASSWORD_AUTH. With it, CUSTOM_AUTH begins with SRP. It is not stored. */
  readonly password?: string | undefined;
  /** How the sign-in begins. Default: the configuration's `authFlow`. */
  readonly authFlow?: AuthFlow | undefined;
  /** The first factor of USER_AUTH. Default: `passwordSrp` with a password; otherwise the user is asked. */
  readonly preferredChallenge?: FirstFactor | undefined;
  /** The session that confirmSignUp returned. USER_AUTH then signs in without asking again. */
  readonly session?: string | undefined;
  /** Passed to all Lambda triggers of this sign-in. */
  readonly clientMetadata?: Metadata | undefined;
  /** Passed only to the Lambda triggers that run before the sign-in (InitiateAuth). */
  readonly validationData?: Metadata | undefined;
  /** The name of this device in the user's list of devices. Default: the browser's user agent. */
  readonly deviceName?: string | undefined;
}

/** The input of `confirmSignIn`: what the current step asks for. */
export type ConfirmSignInInput = { readonly clientMetadata?: Metadata | undefined } & (
  | { readonly code: string }
  | { readonly newPassword: string; readonly attributes?: Metadata | undefined }
  | { readonly answer: string }
  | { readonly choice: FirstFactor | SecondFactor | SetUpFactor; readonly password?: string | undefined }
  | { readonly email: string }
  | { readonly credential?: object | undefined }
);

/** The destination that a code was sent to. */
export interface CodeDelivery {
  /** Such as `SMS` or `EMAIL`. */
  readonly medium: string;
  /** Masked, such as `+*******1234`. */
  readonly destination: string;
  /** The attribute that holds the address, if the server names it. */
  readonly attribute?: string | undefined;
}

/** The user is signed in. */
export interface DoneStep {
  readonly step: 'done';
  /** The real user name, not the alias that the user typed. */
  readonly username: string;
}

/** A code was sent by SMS, as a second factor. `confirmSignIn({ code })` */
export interface SmsMfaStep {
  readonly step: 'smsMfa';
  readonly delivery?: CodeDelivery | undefined;
}

/** A code was sent by e-mail, as a first or second factor. `confirmSignIn({ code })` */
export interface EmailOtpStep {
  readonly step: 'emailOtp';
  readonly delivery?: CodeDelivery | undefined;
}

/** A code was sent by SMS, as a first factor. `confirmSignIn({ code })` */
export interface SmsOtpStep {
  readonly step: 'smsOtp';
  readonly delivery?: CodeDelivery | undefined;
}

/** An authenticator app shows a code. `confirmSignIn({ code })` */
export interface TotpMfaStep {
  readonly step: 'totpMfa';
  /** The name that the user gave the app's device. */
  readonly device?: string | undefined;
}

/**
 * The user has several second factors. `confirmSignIn({ choice })` with one of `options`, which names the step that
 * follows.
 */
export interface SelectMfaTypeStep {
  readonly step: 'selectMfaType';
  readonly options: readonly SecondFactor[];
  readonly setUp?: undefined;
}

/**
 * The user must set up a second factor. `confirmSignIn({ choice })` with one of `options`, which names the step that
 * follows.
 */
export interface SelectSetUpStep {
  readonly step: 'selectMfaType';
  readonly options: readonly SetUpFactor[];
  readonly setUp: true;
}

/**
 * The user has several first factors. `confirmSignIn({ choice })` with one of `options`; add `password` for a password.
 */
export interface SelectChallengeStep {
  readonly step: 'selectChallenge';
  readonly options: readonly FirstFactor[];
}

/**
 * The user must set up an authenticator app: enter `secret` there, or scan `uri()` as a QR code. The app then shows a
 * code. `confirmSignIn({ code })`
 */
export interface SetUpTotpStep {
  readonly step: 'setUpTotp';
  /** The secret in base32, for manual entry. */
  readonly secret: string;
  /**
   * Returns the `otpauth:` URI that authenticator apps read from a QR code.
   *
   * @param issuer The name of your app or company, shown in the authenticator app. Default: none.
   */
  uri(issuer?: string): string;
}

/** The user must enter an e-mail address. `confirmSignIn({ email })` */
export interface SetUpEmailStep {
  readonly step: 'setUpEmail';
}

/**
 * The user must choose a new password. `confirmSignIn({ newPassword, attributes })` with all of `requiredAttributes`.
 */
export interface NewPasswordRequiredStep {
  readonly step: 'newPasswordRequired';
  readonly requiredAttributes: readonly string[];
  /** The user's present attributes. */
  readonly attributes: Metadata;
}

/** A Lambda trigger defined a custom challenge. `confirmSignIn({ answer })` */
export interface CustomChallengeStep {
  readonly step: 'customChallenge';
  /** The public parameters that the trigger sent. */
  readonly parameters: Metadata;
}

/**
 * The user must authenticate with a passkey. This step only appears where the browser's passkeys are unavailable.
 * `confirmSignIn({ credential })` with the JSON form of the passkey's response to `options`.
 */
export interface WebAuthnStep {
  readonly step: 'webAuthn';
  readonly options: object;
}

/** The next step of a sign-in. `confirmSignIn` takes the input that it asks for. */
export type SignInStep =
  | DoneStep
  | SmsMfaStep
  | EmailOtpStep
  | SmsOtpStep
  | TotpMfaStep
  | SelectMfaTypeStep
  | SelectSetUpStep
  | SelectChallengeStep
  | SetUpTotpStep
  | SetUpEmailStep
  | NewPasswordRequiredStep
  | CustomChallengeStep
  | WebAuthnStep;

/** Cognito's AuthenticationResult, which contains the tokens. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  /** Seconds. */
  readonly ExpiresIn: number;
  readonly TokenType?: string;
  readonly NewDeviceMetadata?: { readonly DeviceKey: string; readonly DeviceGroupKey: string };
}

/** A sign-in that succeeded. */
export interface SignedIn {
  /** The real user name, not the alias that the user typed. */
  readonly username: string;
  readonly result: AuthenticationResult;
  /** The session's generation when the sign-in began. A later sign-in or sign-out ends it. */
  readonly startGeneration: number;
}

/** The response of InitiateAuth and RespondToAuthChallenge. */
export interface AuthAnswer {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters?: Metadata;
  readonly AvailableChallenges?: readonly string[];
  readonly AuthenticationResult?: AuthenticationResult;
}
