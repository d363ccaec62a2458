import type { CallOptions } from '../../service/client.js';
import { CognitoError } from '../../errors.js';
import type { Calls } from './calls.js';
import { totpUri } from './totp-uri.js';

/** A second factor: an authenticator app, a text message, an e-mail. */
export type MfaType = 'totp' | 'sms' | 'email';

/** What to do with a second factor; at most one can be preferred. */
export type MfaUse = 'enabled' | 'preferred' | 'disabled';

/** The second factors a user has chosen. */
export interface MfaPreference {
  readonly enabled: readonly MfaType[];
  readonly preferred?: MfaType;
}

/** What an authenticator app has to be given. */
export interface TotpSecret {
  /** In base32, as apps take it by hand. */
  readonly secret: string;
  /**
   * The `otpauth:` URI that apps read from a QR code.
   *
   * @param issuer Whose account it is, as the app shows it. Default: none.
   * @param account What the app shows of the user. Default: the user name.
   */
  uri(issuer?: string, account?: string): string;
}

/** Operations on the second factors of the user who is signed in. */
export interface MfaOperations {
  /**
   * Begins with an authenticator app: gives the secret to type in there, or `uri()` to show as a QR code. Then
   * {@link verifyTotp} and {@link setMfaPreference}.
   */
  setUpTotp(options?: CallOptions): Promise<TotpSecret>;
  /** Proves by a code of the authenticator app that it knows the secret. */
  verifyTotp(input: CallOptions & { readonly code: string; readonly deviceName?: string }): Promise<void>;
  /** Says which second factors to use. Those that are not named stay as they are. */
  setMfaPreference(input: CallOptions & { readonly [type in MfaType]?: MfaUse }): Promise<void>;
  /** Tells which second factors are in use. */
  getMfaPreference(options?: CallOptions): Promise<MfaPreference>;
}

const TYPES: Readonly<Record<string, MfaType>> = { SOFTWARE_TOKEN_MFA: 'totp', SMS_MFA: 'sms', EMAIL_OTP: 'email' };

const settingsOf = (use: MfaUse | undefined): object | undefined =>
  use && { Enabled: use !== 'disabled', PreferredMfa: use === 'preferred' };

/** Creates the {@link MfaOperations}. */
export const createMfaOperations = ({ asUser }: Calls, username: () => string | undefined): MfaOperations => ({
  setUpTotp: async (options) => {
    const { SecretCode } = await asUser<{ readonly SecretCode: string }>('AssociateSoftwareToken', {}, options);
    const user = username() ?? '';
    return { secret: SecretCode, uri: (issuer, account = user) => totpUri(SecretCode, account, issuer) };
  },
  verifyTotp: async ({ code, deviceName, signal }) => {
    const operation = 'VerifySoftwareToken';
    const input = { UserCode: code, FriendlyDeviceName: deviceName };
    const { Status } = await asUser<{ readonly Status?: string }>(operation, input, { signal });
    if (Status === 'SUCCESS') return;
    const refusal = 'EnableSoftwareTokenMFAException';
    throw new CognitoError(refusal, 'The code is wrong.', { operation, status: 200 });
  },
  setMfaPreference: async ({ totp, sms, email, signal }) => {
    await asUser(
      'SetUserMFAPreference',
      {
        SoftwareTokenMfaSettings: settingsOf(totp),
        SMSMfaSettings: settingsOf(sms),
        EmailMfaSettings: settingsOf(email),
      },
      { signal },
    );
  },
  getMfaPreference: async (options) => {
    const { UserMFASettingList = [], PreferredMfaSetting = '' } = await asUser<{
      readonly UserMFASettingList?: readonly string[];
      readonly PreferredMfaSetting?: string;
    }>('GetUser', {}, options);
    const preferred = TYPES[PreferredMfaSetting];
    return { enabled: UserMFASettingList.flatMap((name) => TYPES[name] ?? []), ...(preferred && { preferred }) };
  },
});
