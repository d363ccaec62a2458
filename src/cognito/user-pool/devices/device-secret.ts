import { toBase64 } from '../../../core/base64.js';
import { toBigInt } from '../../encoding.js';
import { randomBytes as platformBytes } from '../../../core/random.js';
import type { DeviceKey } from './device.js';
import { pad, powerOfG, privateKey, type SrpOptions } from '../srp/srp.js';

const SALT_BYTES = 16;

/** The verifier of a device's secret, which the user pool stores: ConfirmDevice's `DeviceSecretVerifierConfig`. */
export interface DeviceVerifier {
  readonly Salt: string;
  readonly PasswordVerifier: string;
}

/** Creates a verifier of a device's secret with a random salt. Every verifier of a secret is equivalent. */
export const createDeviceVerifier = async (
  { key, groupKey, secret }: DeviceKey,
  { randomBytes = platformBytes, modPow }: SrpOptions = {},
): Promise<DeviceVerifier> => {
  const salt = toBigInt(randomBytes(SALT_BYTES));
  const x = await privateKey(salt, { pool: groupKey, user: key, password: secret });
  const verifier = pad(await powerOfG(x, modPow));
  return { Salt: toBase64(pad(salt)), PasswordVerifier: toBase64(verifier) };
};
