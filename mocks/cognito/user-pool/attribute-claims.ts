import type { Claims } from '../tokens.js';
import type { User } from './users.js';

/** The claims whose type is not that of the attribute, which is text (OpenID Connect Core, section 5.1). */
const CLAIMS: Readonly<Record<string, (value: string) => unknown>> = {
  email_verified: (value) => value === 'true',
  phone_number_verified: (value) => value === 'true',
  address: (formatted) => ({ formatted }),
  updated_at: Number,
};

/** Returns the claims of an ID token that are a user's attributes. */
export const userClaims = ({ attributes }: User): Claims =>
  Object.fromEntries([...attributes].map(([name, value]) => [name, CLAIMS[name]?.(value) ?? value]));
