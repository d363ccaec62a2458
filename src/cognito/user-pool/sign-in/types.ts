import type { AuthFlow } from '../../configuration/configuration.js';

/** Texts by name, handed to the user pool's Lambda triggers. */
export type Metadata = Readonly<Record<string, string>>;

/** How a user who may choose proves who they are first: a password, or the step that follows. */
export type FirstFactor = 'password' | 'passwordSrp' | 'emailOtp' | 'smsOtp' | 'webAuthn';

/** What is asked of a user second: the step that follows. */
export type SecondFactor = 'smsMfa' | 'totpMfa' | 'emailOtp';

/** What a user without a second factor can set up: the step that follows. */
export type SetUpFactor = 'setUpTotp' | 'setUpEmail';

/** Who signs in, and how. */
export interface SignInInput {
  /** The user name, or an alias that the user pool allows (e-mail address, phone number). */
  readonly username: string;
  /** Required for USER_SRP_AUTH and USER_PASSWORD_AUTH. With it CUSTOM_AUTH begins with SRP. It is not kept. */
  readonly password?: string | undefined;
  /** Default: the configuration's. */
  readonly authFlow?: AuthFlow | undefined;
  /** What to begin USER_AUTH with. Default: `passwordSrp` with a password, else the user is asked. */
  readonly preferredChallenge?: FirstFactor | undefined;
  /** What confirmSignUp gave: USER_AUTH then signs in without asking again. */
  readonly session?: string | undefined;
  /** Handed to all triggers of this sign-in. */
  readonly clientMetadata?: Metadata | undefined;
  /** Handed to the triggers that run before the sign-in only (InitiateAuth). */
  readonly validationData?: Metadata | undefined;
  /** What the user sees of this device in the list of devices. Default: the browser's user agent. */
  readonly deviceName?: string | undefined;
}

/** What the present step asks for. */
export type ConfirmSignInInput = { readonly clientMetadata?: Metadata | undefined } & (
  | { readonly code: string }
  | { readonly newPassword: string; readonly attributes?: Metadata | undefined }
  | { readonly answer: string }
  | { readonly choice: FirstFactor | SecondFactor | SetUpFactor; readonly password?: string | undefined }
  | { readonly email: string }
  | { readonly credential?: object | undefined }
);

/** Where a code was sent. */
export interface CodeDelivery {
  /** Such as `SMS` or `EMAIL`. */
  readonly medium: string;
  /** Masked, such as `+*******1234`. */
  readonly destination: string;
  /** The attribute that holds the address, where the server says. */
  readonly attribute?: string | undefined;
}

/** The user is signed in. */
export interface DoneStep {
  readonly step: 'done';
  /** The real user name, never the alias that the user typed. */
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

/** The user has several second factors. `confirmSignIn({ choice })`, one of `options`: the step that follows. */
export interface SelectMfaTypeStep {
  readonly step: 'selectMfaType';
  readonly options: readonly SecondFactor[];
  readonly setUp?: undefined;
}

/** The user must set up a second factor. `confirmSignIn({ choice })`, one of `options`: the step that follows. */
export interface SelectSetUpStep {
  readonly step: 'selectMfaType';
  readonly options: readonly SetUpFactor[];
  readonly setUp: true;
}

/** The user has several first factors. `confirmSignIn({ choice })`, one of `options`; with `password` for a password. */
export interface SelectChallengeStep {
  readonly step: 'selectChallenge';
  readonly options: readonly FirstFactor[];
}

/** An authenticator app must be given `secret`, or `uri()` as a QR code; then it shows a code. `confirmSignIn({ code })` */
export interface SetUpTotpStep {
  readonly step: 'setUpTotp';
  /** In base32, as apps take it by hand. */
  readonly secret: string;
  /**
   * The `otpauth:` URI that apps read from a QR code.
   *
   * @param issuer Whose account it is, as the app shows it. Default: none.
   */
  uri(issuer?: string): string;
}

/** An e-mail address must be given. `confirmSignIn({ email })` */
export interface SetUpEmailStep {
  readonly step: 'setUpEmail';
}

/** The password must be replaced. `confirmSignIn({ newPassword, attributes })`, with all of `requiredAttributes`. */
export interface NewPasswordRequiredStep {
  readonly step: 'newPasswordRequired';
  readonly requiredAttributes: readonly string[];
  /** The attributes that the user has. */
  readonly attributes: Metadata;
}

/** A Lambda trigger asks. `confirmSignIn({ answer })` */
export interface CustomChallengeStep {
  readonly step: 'customChallenge';
  /** The public parameters of the trigger. */
  readonly parameters: Metadata;
}

/**
 * A passkey is asked for: only where the browser's own passkeys cannot be. `confirmSignIn({ credential })`, the JSON of the
 * passkey's answer to `options`.
 */
export interface WebAuthnStep {
  readonly step: 'webAuthn';
  readonly options: object;
}

/** What comes next; `confirmSignIn` takes what it names. */
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

/** Cognito's AuthenticationResult: the tokens. */
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
  /** The real user name, never the alias that the user typed. */
  readonly username: string;
  readonly result: AuthenticationResult;
  /** The session's generation when it began: a sign-in or a sign-out that came since has ended it. */
  readonly begun: number;
}

/** What InitiateAuth and RespondToAuthChallenge answer. */
export interface AuthAnswer {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters?: Metadata;
  readonly AvailableChallenges?: readonly string[];
  readonly AuthenticationResult?: AuthenticationResult;
}
