import { subtle } from '../../web-crypto.js';
import { type Bytes, concat, fromBase64, hash, sameBytes, toBase64Url, utf8 } from './bytes.js';
import { decodeCbor } from './cbor.js';
import { type Input, optionalText, parseInput, structure } from './input.js';
import type { Pool } from './pool.js';
import type { Passkey, User } from './users.js';

const ES256 = -7;
const TIMEOUT = 180_000;

/** A challenge, and the options of `navigator.credentials` that hold it. */
export interface PasskeyRequest {
  readonly challenge: string;
  readonly options: Input;
}

const descriptors = (user: User): Input[] => [...user.passkeys.keys()].map((id) => ({ id, type: 'public-key' }));

/** Requests a signature (`PublicKeyCredentialRequestOptionsJSON`). */
export const requestOptions = (pool: Pool, user: User): PasskeyRequest => {
  const challenge = toBase64Url(pool.random(32));
  const rpId = pool.settings.relyingPartyId;
  const options = {
    challenge,
    timeout: TIMEOUT,
    rpId,
    allowCredentials: descriptors(user),
    userVerification: 'preferred',
  };
  return { challenge, options };
};

/** Requests a new passkey (`PublicKeyCredentialCreationOptionsJSON`). */
export const creationOptions = (pool: Pool, user: User): PasskeyRequest => {
  const challenge = toBase64Url(pool.random(32));
  const { relyingPartyId } = pool.settings;
  const name = user.attributes.get('email') ?? user.username;
  const options = {
    challenge,
    timeout: TIMEOUT,
    rp: { id: relyingPartyId, name: relyingPartyId },
    user: { id: toBase64Url(utf8(user.sub)), name, displayName: name },
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    excludeCredentials: descriptors(user),
    authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification: 'preferred' },
  };
  return { challenge, options };
};

/** Whether a credential is an assertion by one of the user's passkeys over the challenge (WebAuthn, section 7.2). */
export const verifyAssertion = async (
  pool: Pool,
  user: User,
  credential: Input,
  challenge: string,
): Promise<boolean> => {
  const passkey = user.passkeys.get(optionalText(credential, 'id') ?? '');
  const response = structure(credential, 'response');
  const clientData = bytesOf(response, 'clientDataJSON');
  const authenticatorData = bytesOf(response, 'authenticatorData');
  const signature = rawSignature(bytesOf(response, 'signature'));
  if (!passkey || !signature || !isClientData(clientData, 'webauthn.get', challenge)) return false;
  if (!isForRelyingParty(pool, authenticatorData) || !isUserPresent(authenticatorData)) return false;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  return subtle().verify(algorithm, passkey.publicKey, signature, concat(authenticatorData, hash(clientData)));
};

/** Why a new passkey is refused. */
export type Flaw = 'malformed' | 'challenge' | 'relying-party' | 'algorithm';

/** Reads the passkey of a new credential over the challenge (WebAuthn, section 7.1), without attestation. */
export const readRegistration = async (pool: Pool, credential: Input, challenge: string): Promise<Passkey | Flaw> => {
  const response = structure(credential, 'response');
  if (!isClientData(bytesOf(response, 'clientDataJSON'), 'webauthn.create', challenge)) return 'challenge';
  const authenticatorData = authenticatorDataOf(bytesOf(response, 'attestationObject'));
  if (!authenticatorData || authenticatorData.length < 55) return 'malformed';
  if (!isForRelyingParty(pool, authenticatorData)) return 'relying-party';
  // rpIdHash (32), flags (1), counter (4), aaguid (16), length of the id (2), id, public key (section 6.5.2).
  const idLength = ((authenticatorData[53] ?? 0) << 8) | (authenticatorData[54] ?? 0);
  const publicKey = await readPublicKey(concat(authenticatorData.subarray(55 + idLength)));
  if (!publicKey) return 'algorithm';
  const transports = response.transports;
  return {
    id: toBase64Url(authenticatorData.subarray(55, 55 + idLength)),
    publicKey,
    createdAt: pool.now(),
    attachment: optionalText(credential, 'authenticatorAttachment'),
    transports: Array.isArray(transports) ? transports.filter((item) => typeof item === 'string') : [],
  };
};

const bytesOf = (input: Input, name: string): Bytes => fromBase64(optionalText(input, name) ?? '') ?? new Uint8Array();

const isClientData = (bytes: Bytes, type: string, challenge: string): boolean => {
  try {
    const clientData = parseInput(new TextDecoder().decode(bytes));
    return clientData.type === type && clientData.challenge === challenge;
  } catch {
    return false;
  }
};

const isForRelyingParty = ({ settings }: Pool, authenticatorData: Bytes): boolean =>
  sameBytes(authenticatorData.subarray(0, 32), hash(utf8(settings.relyingPartyId)));

const isUserPresent = (authenticatorData: Bytes): boolean => ((authenticatorData[32] ?? 0) & 1) === 1;

const authenticatorDataOf = (attestationObject: Bytes): Bytes | undefined => {
  try {
    const attestation = decodeCbor(attestationObject);
    const data = attestation instanceof Map ? attestation.get('authData') : undefined;
    return data instanceof Uint8Array ? data : undefined;
  } catch {
    return undefined;
  }
};

/** Reads an ES256 key in COSE (RFC 9053, section 7.1.1). Undefined for any other key. */
const readPublicKey = async (bytes: Bytes): Promise<CryptoKey | undefined> => {
  try {
    const cose = decodeCbor(bytes);
    if (!(cose instanceof Map) || cose.get(3) !== ES256) return undefined;
    const [x, y] = [cose.get(-2), cose.get(-3)];
    if (!(x instanceof Uint8Array) || !(y instanceof Uint8Array)) return undefined;
    const jwk = { kty: 'EC', crv: 'P-256', x: toBase64Url(x), y: toBase64Url(y) };
    return await subtle().importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  } catch {
    return undefined;
  }
};

/** Converts an authenticator's DER signature to WebCrypto's form: `r` and `s` of 32 bytes each. */
const rawSignature = (der: Bytes): Bytes | undefined => {
  const rLength = der[3];
  if (der[0] !== 0x30 || der[2] !== 2 || rLength === undefined || der[4 + rLength] !== 2) return undefined;
  const integer = (bytes: Bytes): Bytes => {
    const digits = bytes.slice(bytes.findIndex((byte) => byte !== 0));
    return concat(new Uint8Array(Math.max(0, 32 - digits.length)), digits);
  };
  return concat(integer(der.slice(4, 4 + rLength)), integer(der.slice(6 + rLength)));
};
