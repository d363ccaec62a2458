import { toBase64, toBigInt } from './encoding.js';
import { randomBytes as platformBytes } from '../core/random.js';
import { pad, powerOfG, privateKey, type SrpOptions } from './srp.js';

const SECRET_BYTES = 40;
const SALT_BYTES = 16;

/** What a device keeps, and what the user pool gets to know of it. */
export interface DeviceSecret {
  /** What the device keeps and proves to know at later sign-ins. */
  readonly secret: string;
  /** ConfirmDevice's `DeviceSecretVerifierConfig`. */
  readonly verifier: { readonly Salt: string; readonly PasswordVerifier: string };
}

/** Makes a secret for a new device, with the verifier that ConfirmDevice asks for. */
export const createDeviceSecret = async (
  { DeviceKey, DeviceGroupKey }: { readonly DeviceKey: string; readonly DeviceGroupKey: string },
  { randomBytes = platformBytes, modPow }: SrpOptions = {},
): Promise<DeviceSecret> => {
  const secret = toBase64(randomBytes(SECRET_BYTES));
  const salt = toBigInt(randomBytes(SALT_BYTES));
  const x = await privateKey(salt, { pool: DeviceGroupKey, user: DeviceKey, password: secret });
  const verifier = pad(await powerOfG(x, modPow));
  return { secret, verifier: { Salt: toBase64(pad(salt)), PasswordVerifier: toBase64(verifier) } };
};
