import { fromBase64 } from '../core/base64.js';
import type { Description } from '../core/provider.js';
import { CredentialsError } from '../core/errors.js';

/** Returns the claims of a JWT (RFC 7519, section 4.1), not verified: they are used only on its owner's behalf. Empty for other tokens. */
export const claimsOf = (token: string): Readonly<Record<string, unknown>> => {
  const payload = token.split('.')[1];
  if (!payload) return {};
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64(payload))) ?? {};
  } catch {
    return {};
  }
};

/** Whether a value can be sent in `Authorization`: printable ASCII without spaces. */
export const isToken = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

/**
 * Reads the metadata of a token.
 *
 * @throws CredentialsError for anything that is not a token.
 */
export const describeToken = (token: string | null | undefined): Description => {
  if (!isToken(token)) {
    throw new CredentialsError(
      'credentials-unavailable',
      'The token provider returned no token. It must resolve to a string of printable ASCII without spaces.',
    );
  }
  const { exp, sub } = claimsOf(token);
  return {
    id: token,
    expiration: typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : undefined,
    principal: typeof sub === 'string' ? sub : undefined,
  };
};
