import type { Platform } from '../../core/platform-types.js';
import { fromBase64 } from '../../core/base64.js';
import { toBase64Url } from '../encoding.js';

/** A credential's id in the JSON form of options. */
interface DescriptorJson {
  readonly id: string;
}

/** The members of options that are base64url in the JSON form and bytes in the browser's. */
interface OptionsJson {
  readonly challenge: string;
  readonly user?: DescriptorJson;
  readonly allowCredentials?: readonly DescriptorJson[];
  readonly excludeCredentials?: readonly DescriptorJson[];
}

const withBytes = <T extends DescriptorJson>(descriptor: T) => ({ ...descriptor, id: fromBase64(descriptor.id) });

/** Converts JSON options to the form of `navigator.credentials`, for browsers that cannot do so themselves. */
const convert = ({ challenge, user, allowCredentials, excludeCredentials, ...others }: OptionsJson): object => ({
  ...others,
  challenge: fromBase64(challenge),
  ...(user && { user: withBytes(user) }),
  ...(allowCredentials && { allowCredentials: allowCredentials.map(withBytes) }),
  ...(excludeCredentials && { excludeCredentials: excludeCredentials.map(withBytes) }),
});

const encode = (bytes: ArrayBuffer | null | undefined): string | undefined =>
  bytes ? toBase64Url(new Uint8Array(bytes)) : undefined;

interface PasskeyJson {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** Converts a credential to WebAuthn's JSON form by hand, because the objects of password managers have no `toJSON`. */
const serialise = (credential: Credential | null): PasskeyJson => {
  if (!credential) throw new DOMException('The browser returned no passkey. Try again.', 'NotAllowedError');
  const passkey = credential as PublicKeyCredential;
  const answer = passkey.response as Partial<AuthenticatorAssertionResponse & AuthenticatorAttestationResponse>;
  return {
    id: passkey.id,
    rawId: encode(passkey.rawId),
    type: passkey.type,
    authenticatorAttachment: passkey.authenticatorAttachment ?? undefined,
    clientExtensionResults: passkey.getClientExtensionResults(),
    response: {
      clientDataJSON: encode(answer.clientDataJSON),
      authenticatorData: encode(answer.authenticatorData ?? answer.getAuthenticatorData?.()),
      signature: encode(answer.signature),
      userHandle: encode(answer.userHandle),
      attestationObject: encode(answer.attestationObject),
      transports: answer.getTransports?.(),
      publicKeyAlgorithm: answer.getPublicKeyAlgorithm?.(),
    },
  };
};

/**
 * Asks the user to authenticate with a passkey.
 *
 * @param options Cognito's CREDENTIAL_REQUEST_OPTIONS.
 * @returns The credential in WebAuthn's JSON form.
 * @throws DOMException the browser's error, such as `NotAllowedError` if the user declines
 */
export const assertPasskey = async (
  credentials: Platform<'CredentialsContainer'>,
  options: object,
  signal?: AbortSignal,
): Promise<object> => {
  const publicKey = convert(options as OptionsJson) as PublicKeyCredentialRequestOptions;
  return serialise(await credentials.get({ publicKey, ...(signal && { signal }) }));
};

/**
 * Creates a passkey.
 *
 * @param options StartWebAuthnRegistration's `CredentialCreationOptions`.
 * @returns The credential in WebAuthn's JSON form: CompleteWebAuthnRegistration's `Credential`.
 * @throws DOMException the browser's error, such as `NotAllowedError` if the user declines
 */
export const makePasskey = async (
  credentials: Platform<'CredentialsContainer'>,
  options: object,
  signal?: AbortSignal,
): Promise<PasskeyJson> => {
  const publicKey = convert(options as OptionsJson) as PublicKeyCredentialCreationOptions;
  return serialise(await credentials.create({ publicKey, ...(signal && { signal }) }));
};
