import type { CallOptions } from '../../service/client.js';
import { CognitoError } from '../../errors.js';
import type { Calls } from './calls.js';
import { totpUri } from './totp-uri.js';

/** A second factor: an authenticator app, a text message, an e-mail. */
export type MfaType = 'totp' | 'sms' | 'email';

/** How to use a second factor. At most one can be preferred. */
export type MfaUse = 'enabled' | 'preferred' | 'disabled';

/** The second factors of a user. */
export interface MfaPreference {
  readonly enabled: readonly MfaType[];
  readonly preferred?: MfaType;
}

/** The secret for an authenticator app. */
export interface TotpSecret {
  /** The secret in base32, for manual entry. */
  readonly secret: string;
  /**
   * Returns the `otpauth:` URI that authenticator apps read from a QR code.
   *
   * @param issuer The name of your app or company, shown in the authenticator app. Default: none.
   * @param account The account name shown in the authenticator app. Default: the user name.
   */
  uri(issuer?: string, account?: string): string;
}

/** Operations on the second factors of the signed-in user. */
export interface MfaOperations {
  /**
   * Begins to set up an authenticator app. Show the secret for manual entry, or `uri()` as a QR code. Then call {@link
   * verifyTotp} and {@link setMfaPreference}.
   */
  setUpTotp(options?: CallOptions): Promise<TotpSecret>;
  /** Verifies a code of the authenticator app, which proves that it has the secret. */
  verifyTotp(input: CallOptions & { readonly code: string; readonly deviceName?: string }): Promise<void>;
  /** Sets how second factors are used. Factors that are not passed stay unchanged. */
  setMfaPreference(input: CallOptions & { readonly [type in MfaType]?: MfaUse }): Promise<void>;
  /** Returns which second factors are in use. */
  getMfaPreference(options?: CallOptions): Promise<MfaPreference>;
}

/** How Cognito names each second factor, and its settings. */
const FACTORS: Readonly<Record<MfaType, { readonly name: string; readonly settings: string }>> = {
  totp: { name: 'SOFTWARE_TOKEN_MFA', settings: 'SoftwareTokenMfaSettings' },
  sms: { name: 'SMS_MFA', settings: 'SMSMfaSettings' },
  email: { name: 'EMAIL_OTP', settings: 'EmailMfaSettings' },
};
const TYPES = Object.keys(FACTORS) as MfaType[];

const typeOf = (name: string): MfaType | undefined => TYPES.find((type) => FACTORS[type].name === name);

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
    throw new CognitoError(refusal, 'The code is wrong.', { operation, status: 200, advice: 'Try a new code.' });
  },
  setMfaPreference: async ({ signal, ...uses }) => {
    const settings = TYPES.map((type) => [FACTORS[type].settings, settingsOf(uses[type])]);
    await asUser('SetUserMFAPreference', Object.fromEntries(settings), { signal });
  },
  getMfaPreference: async (options) => {
    const { UserMFASettingList = [], PreferredMfaSetting = '' } = await asUser<{
      readonly UserMFASettingList?: readonly string[];
      readonly PreferredMfaSetting?: string;
    }>('GetUser', {}, options);
    const preferred = typeOf(PreferredMfaSetting);
    return { enabled: UserMFASettingList.flatMap((name) => typeOf(name) ?? []), ...(preferred && { preferred }) };
  },
});
