import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** CBOR of the types that an attestation uses, with definite lengths. */
const cbor = (value: number | string | Buffer | Map<number | string, unknown>): Buffer => {
  const head = (kind: number, count: number): Buffer => {
    if (count < 24) return Buffer.of((kind << 5) | count);
    return count < 256 ? Buffer.of((kind << 5) | 24, count) : Buffer.of((kind << 5) | 25, count >> 8, count & 255);
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, item]) => [cbor(key), cbor(item as number)]);
  return Buffer.concat([head(5, value.size), ...entries]);
};

/** A passkey in software, by the WebAuthn specification and Node's crypto. */
export const createAuthenticator = (rpId = 'localhost', algorithm = -7) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const credentialId = sha256(`${x}${y}`).subarray(0, 20);
  const id = credentialId.toString('base64url');
  const clientData = (type: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin: 'https://app.example.com', crossOrigin: false }));
  const flags = (bits: number): Buffer => Buffer.concat([sha256(rpId), Buffer.of(bits, 0, 0, 0, 1)]);

  return {
    id,
    /** The result of `navigator.credentials.create()`, as JSON. */
    create: (challenge: string) => {
      const key = new Map<number, unknown>([
        [1, 2],
        [3, algorithm],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]);
      const length = Buffer.of(0, credentialId.length);
      const authData = Buffer.concat([flags(0x45), Buffer.alloc(16), length, credentialId, cbor(key)]);
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]);
      return {
        id,
        rawId: id,
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
          attestationObject: cbor(attestation).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    /** The result of `navigator.credentials.get()`, as JSON. */
    get: (challenge: string) => {
      const clientDataJSON = clientData('webauthn.get', challenge);
      const authenticatorData = flags(0x05);
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientDataJSON)]), privateKey);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientDataJSON.toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
};
