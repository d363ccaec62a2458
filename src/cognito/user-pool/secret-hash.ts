import { hmac } from '../digest.js';
import { toBase64, utf8 } from '../encoding.js';

/**
 * The `SECRET_HASH` that an app client with a secret must send: base64 of HMAC-SHA-256 over the user name and the client id.
 *
 * @param username The name that the same call bears; after a sign-in by an alias that is the real one.
 */
export const secretHash = async (clientSecret: string, username: string, clientId: string): Promise<string> =>
  toBase64(await hmac(utf8(clientSecret), utf8(username + clientId)));
