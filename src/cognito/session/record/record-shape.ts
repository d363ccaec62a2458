import { claimsOf } from '../../../token/jwt.js';
import type { FederatedLogin, Login, UserPoolLogin } from './login.js';

type Check = (value: unknown) => boolean;
/** A check for every field, so that the compiler asks for that of a new one. */
type Shape<T> = { readonly [K in keyof Required<T>]: Check };

const text =
  (pattern: RegExp) =>
  (value: unknown): value is string =>
    typeof value === 'string' && pattern.test(value);

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === '' || check(value);

/** Whether something is a text with something in it. */
export const isText = text(/./s);

/** What can stand in a header. */
const isToken = text(/^[!-~]+$/);

/**
 * Whether something can be the id of an identity. Cognito refuses all else as it refuses a wrong parameter, and not as an identity that is
 * gone, so that nothing would ever take its place.
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

/** Whether the tokens are of the user that a login names, as far as they tell: somebody has made up one where they are not. */
const isNamedByTokens = ({ principal, username, idToken, accessToken }: UserPoolLogin): boolean =>
  (claimsOf(idToken).sub ?? principal) === principal && (claimsOf(accessToken).username ?? username) === username;

/**
 * A login as it was stored, and nothing besides. All of it or none: what is sent with half a login is refused, and a refusal ends a
 * session. Only its identity can be asked for anew; the first one of a federated login is its principal. The tokens' signatures are not
 * looked at.
 */
export const loginIn = (stored: unknown): Login | undefined => {
  const { identityId, principal }: Partial<Login> = Object(stored);
  const fields: object = { ...Object(stored), identityId: [identityId, principal].find(isIdentityId) };
  const user = pick(USER_POOL, fields);
  // A kind fits one shape only.
  return user && isNamedByTokens(user) ? user : pick(FEDERATED, fields);
};
