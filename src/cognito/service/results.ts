import { isIdentityId } from '../session/record/record-shape.js';
import type { PoolOperation } from '../user-pool/operation-table.js';
import { boolean, number, optional, type OperationTable, type Result, shape, text, TOKENS } from './shape.js';

const RENEWED = shape({ AuthenticationResult: TOKENS });

const RESULTS = {
  // Of a device that is not confirmed yet, no tokens are renewed.
  ConfirmDevice: optional({ 'UserConfirmationNecessary?': boolean }),
  GetCredentialsForIdentity: shape({
    'IdentityId?': isIdentityId,
    Credentials: shape({ AccessKeyId: text, SecretKey: text, SessionToken: text, Expiration: number }),
  }),
  GetId: shape({ IdentityId: isIdentityId }),
  GetOpenIdToken: shape({ 'IdentityId?': isIdentityId, Token: text }),
  GetTokensFromRefreshToken: RENEWED,
  // By REFRESH_TOKEN_AUTH.
  InitiateAuth: RENEWED,
} satisfies OperationTable['results'];

/** The operations that can be called: those whose responses are known. */
export type Operation = keyof typeof RESULTS | PoolOperation | 'GlobalSignOut' | 'RevokeToken';

/** The operations of a session: what renews credentials and tokens, and signs out. */
export const SESSION_OPERATIONS: OperationTable = {
  results: RESULTS,
  rules: { GlobalSignOut: { advice: 'To be sure, sign in and call signOut({ global: true }) again.' } },
};

const NO_RESULT = optional({});

/**
 * Whether a successful response is an operation's.
 *
 * @param body The response; `undefined` if it is empty.
 * @param isShown Whether something other than the body shows that the service sent it. An empty body alone does not,
 * because captive portals send those, too.
 */
export const isResult = (result: Result | undefined, body: object | undefined, isShown: boolean): boolean =>
  body ? (result ?? NO_RESULT)(body, isShown) : isShown && !result;
