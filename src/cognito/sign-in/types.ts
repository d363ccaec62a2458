import type { AuthFlow } from '../configuration.js';

/** Texts by name, handed to the user pool's Lambda triggers. */
export type Metadata = Readonly<Record<string, string>>;

/** How a user who may choose proves who they are first. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** What is asked of a user second. */
export type SecondFactor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** Who signs in, and how. */
export interface SignInInput {
  /** The user name, or an alias that the user pool allows (e-mail address, phone number). */
  readonly username: string;
  /** Required for USER_SRP_AUTH and USER_PASSWORD_AUTH. With it CUSTOM_AUTH begins with SRP. It is not kept. */
  readonly password?: string | undefined;
  /** Default: the configuration's. */
  readonly authFlow?: AuthFlow | undefined;
  /** What to begin USER_AUTH with. Default: `PASSWORD_SRP` with a password, else the user is asked. */
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
  | { readonly choice: FirstFactor | SecondFactor; readonly password?: string | undefined }
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

/** What comes next; `confirmSignIn` takes what it names. */
export type SignInStep =
  | { readonly step: 'done'; readonly username: string }
  /** `{ code }` */
  | { readonly step: 'smsMfa'; readonly delivery?: CodeDelivery | undefined }
  | { readonly step: 'emailOtp'; readonly delivery?: CodeDelivery | undefined }
  | { readonly step: 'smsOtp'; readonly delivery?: CodeDelivery | undefined }
  /** `{ code }` of an authenticator app; `device` is the name that the user gave it. */
  | { readonly step: 'totpMfa'; readonly device?: string | undefined }
  /** `{ choice }` of `options`; `setUp`: it is to be set up, not used. */
  | { readonly step: 'selectMfaType'; readonly options: readonly SecondFactor[]; readonly setUp?: true }
  /** `{ choice }` of `options`, with `password` where it is one of the passwords. */
  | { readonly step: 'selectChallenge'; readonly options: readonly FirstFactor[] }
  /** `{ code }` of an authenticator app that was given `secret`, or `uri()` as a QR code. */
  | { readonly step: 'setUpTotp'; readonly secret: string; uri(issuer?: string): string }
  /** `{ email }` */
  | { readonly step: 'setUpEmail' }
  /** `{ newPassword, attributes }`, with all of `requiredAttributes`; `attributes` are those that the user has. */
  | {
      readonly step: 'newPasswordRequired';
      readonly requiredAttributes: readonly string[];
      readonly attributes: Metadata;
    }
  /** `{ answer }`; `parameters` are the public ones of the Lambda trigger. */
  | { readonly step: 'customChallenge'; readonly parameters: Metadata }
  /** `{ credential }`, the JSON of a passkey's answer to `options`: only where the browser's own passkeys cannot be asked. */
  | { readonly step: 'webAuthn'; readonly options: object };

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
}

/** What InitiateAuth and RespondToAuthChallenge answer. */
export interface AuthAnswer {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters?: Metadata;
  readonly AvailableChallenges?: readonly FirstFactor[];
  readonly AuthenticationResult?: AuthenticationResult;
}
