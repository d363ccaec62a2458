import { hmac } from '../digest.js';
import { toBase64 } from '../../core/base64.js';
import { utf8 } from '../encoding.js';

/**
 * Computes the `SECRET_HASH` that an app client with a secret must send: the base64 HMAC-SHA-256 of the user name and
 * client id.
 *
 * @param username The user name that the call sends. After a sign-in by an alias, that is the real user name.
 */
export const secretHash = async (clientSecret: string, username: string, clientId: string): Promise<string> =>
  toBase64(await hmac(utf8(clientSecret), utf8(username + clientId)));
