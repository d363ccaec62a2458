import { CredentialsError } from '../core/errors.js';
import type { AwsCredentialIdentity } from '../sigv4/credentials.js';

/** A token of Amplify's: decoded, and encoded by `toString()`. */
export interface AmplifyJwt {
  readonly payload: { readonly sub?: unknown; readonly client_id?: unknown; readonly aud?: unknown };
  toString(): string;
}

/** What Amplify's `fetchAuthSession` resolves to. */
export interface AmplifySession {
  readonly tokens?:
    | { readonly idToken?: AmplifyJwt | undefined; readonly accessToken?: AmplifyJwt | undefined }
    | undefined;
  readonly credentials?:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string | undefined;
        readonly expiration?: Date | undefined;
      }
    | undefined;
  readonly identityId?: string | undefined;
  readonly userSub?: string | undefined;
}

const textOrNothing = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Returns the owner of a session: a user's `sub`, `null` if no user is signed in, `undefined` for tokens without a
 * `sub`.
 */
export const principalOf = ({ tokens, userSub }: AmplifySession): string | null | undefined => {
  const sub = userSub ?? tokens?.idToken?.payload?.sub ?? tokens?.accessToken?.payload?.sub;
  return textOrNothing(sub) ?? (tokens ? undefined : null);
};

/** Returns the app client of the tokens: the `client_id` of an access token or the `aud` of an ID token. */
export const clientOf = ({ tokens }: AmplifySession): string | undefined =>
  textOrNothing(tokens?.accessToken?.payload?.client_id) ?? textOrNothing(tokens?.idToken?.payload?.aud);

/**
 * Returns the AWS credentials of a session, with their owner.
 *
 * @throws CredentialsError `credentials-unavailable` if it has none
 */
export const credentialsOf = (session: AmplifySession): AwsCredentialIdentity => {
  const { credentials, identityId } = session;
  const principal = principalOf(session);
  if (!credentials) {
    throw new CredentialsError(
      'credentials-unavailable',
      principal === null
        ? "Amplify has no AWS credentials: no user is signed in, and guests are not allowed. Sign in, or set allowGuestAccess in Amplify's configuration."
        : "Amplify has no AWS credentials for the signed-in user. Set identityPoolId in Amplify's configuration.",
    );
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiration !== undefined && { expiration }),
    ...(principal !== undefined && { principal }),
    ...(identityId !== undefined && { identityId }),
  };
};

/**
 * Returns a token of a session, encoded for the `Authorization` header.
 *
 * @throws CredentialsError `credentials-unavailable` if it has none
 */
export const tokenOf = ({ tokens }: AmplifySession, which: 'id' | 'access'): string => {
  const token = which === 'id' ? tokens?.idToken : tokens?.accessToken;
  if (token) return token.toString();
  throw new CredentialsError(
    'credentials-unavailable',
    tokens ? `Amplify's session has no ${which} token.` : 'Amplify has no token: no user is signed in. Sign in first.',
  );
};
