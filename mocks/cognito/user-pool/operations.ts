import { initiateAuth, respondToAuthChallenge } from './operations/authentication.js';
import * as devices from './operations/devices.js';
import * as mfa from './operations/mfa.js';
import * as passkeys from './operations/passkeys.js';
import * as profile from './operations/profile.js';
import * as signUp from './operations/sign-up.js';
import * as tokens from './operations/tokens.js';
import type { Operation } from './pool.js';

/** The operations that clients may call without AWS credentials, by their names in `x-amz-target`. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['SignUp', signUp.signUp],
  ['ConfirmSignUp', signUp.confirmSignUp],
  ['ResendConfirmationCode', signUp.resendConfirmationCode],
  ['ForgotPassword', signUp.forgotPassword],
  ['ConfirmForgotPassword', signUp.confirmForgotPassword],
  ['InitiateAuth', initiateAuth],
  ['RespondToAuthChallenge', respondToAuthChallenge],
  ['GetTokensFromRefreshToken', tokens.getTokensFromRefreshToken],
  ['RevokeToken', tokens.revokeToken],
  ['GlobalSignOut', tokens.globalSignOut],
  ['GetUser', profile.getUser],
  ['GetUserAuthFactors', profile.getUserAuthFactors],
  ['UpdateUserAttributes', profile.updateUserAttributes],
  ['DeleteUserAttributes', profile.deleteUserAttributes],
  ['GetUserAttributeVerificationCode', profile.getUserAttributeVerificationCode],
  ['VerifyUserAttribute', profile.verifyUserAttribute],
  ['ChangePassword', profile.changePassword],
  ['DeleteUser', profile.deleteUser],
  ['AssociateSoftwareToken', mfa.associateSoftwareToken],
  ['VerifySoftwareToken', mfa.verifySoftwareToken],
  ['SetUserMFAPreference', mfa.setUserMfaPreference],
  ['SetUserSettings', mfa.setUserSettings],
  ['ConfirmDevice', devices.confirmDevice],
  ['UpdateDeviceStatus', devices.updateDeviceStatus],
  ['ForgetDevice', devices.forgetDevice],
  ['GetDevice', devices.getDevice],
  ['ListDevices', devices.listDevices],
  ['StartWebAuthnRegistration', passkeys.startWebAuthnRegistration],
  ['CompleteWebAuthnRegistration', passkeys.completeWebAuthnRegistration],
  ['ListWebAuthnCredentials', passkeys.listWebAuthnCredentials],
  ['DeleteWebAuthnCredential', passkeys.deleteWebAuthnCredential],
]);
