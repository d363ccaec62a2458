import { ALPHANAH, AUTHORIZED, MISSING, PARAMETER, row } from '../../refusal-row.js';

const TOTP = 'Developer Guide, "TOTP software token MFA"';

/** Refusals of a step of a sign-in, and of what it gave: tokens, devices, passkeys. */
export const SIGN_INS = {
  // Sessions, challenges and second factors
  sessionInvalid: row(AUTHORIZED, 'Invalid session for the user.', 'aws-amplify/amplify-js#5834'),
  sessionUsed: row(AUTHORIZED, 'Invalid session for the user, session can only be used once.', 'aws-amplify/docs#8309'),
  sessionExpired: row(AUTHORIZED, 'Invalid session for the user, session is expired.', 'aws-amplify/amplify-js#2824'),
  mfaCodeMismatch: row(
    'CodeMismatchException',
    'Invalid code or auth state for the user.',
    'aws-amplify/amplify-js#3066',
  ),
  totpMismatch: row(
    'CodeMismatchException',
    'Invalid code received for user',
    'error catalogues of apps (SOFTWARE_TOKEN_MFA)',
  ),
  totpUsed: row(
    'ExpiredCodeException',
    'Your software token has already been used once.',
    'aws-amplify/amplify-swift integration tests',
  ),
  totpSetUpMismatch: row(
    'EnableSoftwareTokenMFAException',
    'Code mismatch',
    'error catalogues of apps (VerifySoftwareToken)',
  ),
  totpDisabled: row(
    'SoftwareTokenMFANotFoundException',
    'Software Token MFA has not been enabled by the userPool.',
    TOTP,
  ),
  totpNotSetUp: row(PARAMETER, 'User has not set up software token mfa', 'aws-amplify/amplify-js#944'),
  totpNotVerified: row(PARAMETER, 'User has not verified software token mfa', 'aws-amplify/amplify-js#7016'),
  noDelivery: row<[method: string]>(
    PARAMETER,
    (method) => `User does not have delivery config set to turn on ${method}`,
    'aws/aws-sdk-js-v3#4645',
  ),
  mfaOff: row(PARAMETER, 'MFA is not enabled for the user pool.'),
  severalPreferred: row(PARAMETER, 'Only one MFA method can be preferred.'),
  preferredDisabled: row<[method: string]>(PARAMETER, (method) => `${method} must be enabled to be preferred.`),
  unknownMfaType: row<[type: string]>(PARAMETER, (type) => `Invalid MFA type ${type} for the user.`),
  unavailableChallenge: row<[name: string]>(PARAMETER, (name) => `Challenge ${name} is not available for the user.`),
  unsupportedChallenge: row<[name: string]>(PARAMETER, (name) => `Challenge ${name} is not supported.`),
  timestamp: row(
    PARAMETER,
    'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
    'amazon-archives/amazon-cognito-identity-js#683',
  ),
  srpA: row(PARAMETER, 'SRP_A must be the hexadecimal of a number that the group does not divide.'),

  // Tokens
  accessTokenInvalid: row(AUTHORIZED, 'Invalid Access Token', ALPHANAH),
  accessTokenExpired: row(AUTHORIZED, 'Access Token has expired', ALPHANAH),
  accessTokenRevoked: row(AUTHORIZED, 'Access Token has been revoked', 'aws-amplify/amplify-js#2205'),
  accessTokenScopes: row(AUTHORIZED, 'Access Token does not have required scopes', 'aws-amplify/amplify-js#1906'),
  refreshTokenInvalid: row(
    AUTHORIZED,
    'Invalid Refresh Token.',
    'aws/aws-sdk-java-v2#1389, aws/aws-sdk-net-extensions-cognito#85',
  ),
  refreshTokenRevoked: row(AUTHORIZED, 'Refresh Token has been revoked', 'aws-amplify/amplify-swift#3344'),
  refreshTokenExpired: row(AUTHORIZED, 'Refresh Token has expired'),
  refreshTokenReused: row('RefreshTokenReuseException', 'Refresh token has been reused.'),
  unsupportedToken: row(
    'UnsupportedTokenTypeException',
    'The token type is not supported: only refresh tokens are revoked.',
  ),

  // Devices and passkeys
  unknownDevice: row(MISSING, 'Device does not exist.', 'aws/aws-sdk-net-extensions-cognito#10'),
  badDeviceKey: row(PARAMETER, 'Invalid device key given.', "tests of an app's client that quote ConfirmDevice"),
  deviceConfirmed: row('DeviceKeyExistsException', 'The device is confirmed already.'),
  badVerifier: row(PARAMETER, 'Salt and PasswordVerifier must be base64.'),
  passkeysDisabled: row('WebAuthnNotEnabledException', 'WebAuthn is not enabled for the user pool client.'),
  passkeyChallenge: row('WebAuthnChallengeNotFoundException', 'WebAuthn challenge not found for the user.'),
  passkeyParty: row('WebAuthnRelyingPartyMismatchException', 'The credential is for another relying party.'),
  passkeyAlgorithm: row('WebAuthnCredentialNotSupportedException', 'The credential has no public key for ES256.'),
  passkeyMalformed: row(PARAMETER, 'Credential data is not valid', 'aws/aws-sdk-net#4386'),
  unknownPasskey: row(MISSING, 'WebAuthn credential does not exist.'),
} as const;
