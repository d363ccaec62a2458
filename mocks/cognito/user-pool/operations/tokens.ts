import { refusal } from '../refusals.js';
import { optionalText, text } from '../input.js';
import { checkClient, type Operation, type Pool } from '../pool.js';

/** GetTokensFromRefreshToken. */
export const getTokensFromRefreshToken: Operation = async (pool, input) => {
  checkClient(pool, input);
  checkClientSecret(pool, optionalText(input, 'ClientSecret'));
  const result = await pool.grants.refresh(text(input, 'RefreshToken'), optionalText(input, 'DeviceKey'));
  return { AuthenticationResult: result };
};

/** RevokeToken. An unknown token counts as revoked. */
export const revokeToken: Operation = async (pool, input) => {
  checkClient(pool, input);
  checkClientSecret(pool, optionalText(input, 'ClientSecret'));
  const token = text(input, 'Token');
  if (await pool.signer.read(token)) {
    throw refusal('unsupportedToken');
  }
  pool.grants.revoke(token);
  return {};
};

/** GlobalSignOut. */
export const globalSignOut: Operation = async (pool, input) => {
  pool.grants.revokeAll(await pool.grants.authenticate(text(input, 'AccessToken')));
  return {};
};

const checkClientSecret = ({ settings: { clientId, clientSecret } }: Pool, given: string | undefined): void => {
  if (given === clientSecret) return;
  throw refusal(given === undefined ? 'clientSecretMissing' : 'clientSecretWrong', clientId);
};
