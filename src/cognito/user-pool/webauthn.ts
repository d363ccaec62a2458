import type { Platform } from '../../core/platform-types.js';
import { fromBase64, toBase64Url } from '../encoding.js';

/** A credential's name in the JSON form of options. */
interface DescriptorJson {
  readonly id: string;
}

/** The parts of the JSON form of options that are bytes in the other. */
interface OptionsJson {
  readonly challenge: string;
  readonly user?: DescriptorJson;
  readonly allowCredentials?: readonly DescriptorJson[];
  readonly excludeCredentials?: readonly DescriptorJson[];
}

const withBytes = <T extends DescriptorJson>(descriptor: T) => ({ ...descriptor, id: fromBase64(descriptor.id) });

/** The options as `navigator.credentials` takes them, for browsers that cannot convert them themselves. */
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

/** WebAuthn's JSON form of a credential. By hand, because what password managers put in its place has no `toJSON`. */
const serialise = (credential: Credential | null): PasskeyJson => {
  if (!credential) throw new DOMException('The browser gave no passkey. Try again.', 'NotAllowedError');
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
 * Asks for a passkey.
 *
 * @param options Cognito's CREDENTIAL_REQUEST_OPTIONS.
 * @returns The credential in WebAuthn's JSON form.
 * @throws DOMException what the browser throws, such as `NotAllowedError` where the user declines.
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
 * Makes a passkey.
 *
 * @param options StartWebAuthnRegistration's `CredentialCreationOptions`.
 * @returns The credential in WebAuthn's JSON form: CompleteWebAuthnRegistration's `Credential`.
 * @throws DOMException what the browser throws, such as `NotAllowedError` where the user declines.
 */
export const makePasskey = async (
  credentials: Platform<'CredentialsContainer'>,
  options: object,
  signal?: AbortSignal,
): Promise<PasskeyJson> => {
  const publicKey = convert(options as OptionsJson) as PublicKeyCredentialCreationOptions;
  return serialise(await credentials.create({ publicKey, ...(signal && { signal }) }));
};
