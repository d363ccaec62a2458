import { claimsOf } from '../../../token/jwt.js';
import type { FederatedLogin, Login, UserPoolLogin } from './login.js';

type Check = (value: unknown) => boolean;
/** One check for each field, so that the compiler requires one for a new field. */
type Shape<T> = { readonly [K in keyof Required<T>]: Check };

const text =
  (pattern: RegExp) =>
  (value: unknown): value is string =>
    typeof value === 'string' && pattern.test(value);

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === '' || check(value);

/** Whether a value is a non-empty string. */
export const isText = text(/./s);

/** Whether a value can be sent in a header. */
const isToken = text(/^[!-~]+$/);

/**
 * Whether a value can be an identity id. Cognito rejects any other value as an invalid parameter, not as a missing
 * identity, so it would never be replaced.
 */
export const isIdentityId = text(/^[\w-]{1,55}:[\w-]{1,55}$/);

const BASE = {
  id: isText,
  principal: isText,
  identityId: optional(isIdentityId),
  customRoleArn: optional(text(/^arn:[!-~]+$/)),
  invalid: optional((value) => value === true),
};

const USER_POOL: Shape<UserPoolLogin> = {
  ...BASE,
  kind: text(/^userPool$/),
  username: isText,
  idToken: isToken,
  accessToken: isToken,
  refreshToken: optional(isToken),
  expiresAt: Number.isFinite,
  renewAt: Number.isFinite,
};

const FEDERATED: Shape<FederatedLogin> = {
  ...BASE,
  kind: text(/^federated$/),
  provider: isText,
  token: isText,
  providerRefreshToken: optional(isText),
};

const pick = <T>(shape: Shape<T>, stored: Partial<T>): T | undefined => {
  const fields = Object.keys(shape) as (keyof T)[];
  if (!fields.every((field) => shape[field](stored[field]))) return undefined;
  return Object.fromEntries(fields.map((field) => [field, stored[field]])) as T;
};

/** Whether the tokens belong to the login's user, as far as their claims show. If they do not, the login was forged. */
const isNamedByTokens = ({ principal, username, idToken, accessToken }: UserPoolLogin): boolean =>
  (claimsOf(idToken).sub ?? principal) === principal && (claimsOf(accessToken).username ?? username) === username;

/**
 * Reads a stored login, without unknown fields. Rejects a login with a damaged field, because the services would reject
 * it as well, which ends the session. Only a damaged identity id is dropped, because it can be requested again; for a
 * federated login the principal replaces it. Does not verify the tokens' signatures.
 */
export const readLogin = (stored: unknown): Login | undefined => {
  const { identityId, principal }: Partial<Login> = Object(stored);
  const fields: object = { ...Object(stored), identityId: [identityId, principal].find(isIdentityId) };
  const user = pick(USER_POOL, fields);
  // A login's kind fits only one of the shapes.
  return user && isNamedByTokens(user) ? user : pick(FEDERATED, fields);
};
