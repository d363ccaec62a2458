import { CredentialsError } from '../core/errors.js';
import type { AwsCredentialIdentity } from '../sigv4/credentials.js';

/** A token as Amplify has it: decoded, and in its own form by `toString()`. */
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

/** Whose session it is: a user's `sub`, `null` where nobody is signed in, `undefined` for tokens that do not say. */
export const principalOf = ({ tokens, userSub }: AmplifySession): string | null | undefined => {
  const sub = userSub ?? tokens?.idToken?.payload?.sub ?? tokens?.accessToken?.payload?.sub;
  return textOrNothing(sub) ?? (tokens ? undefined : null);
};

/** The app client that the tokens are for: an access token names it as `client_id`, an ID token as `aud`. */
export const clientOf = ({ tokens }: AmplifySession): string | undefined =>
  textOrNothing(tokens?.accessToken?.payload?.client_id) ?? textOrNothing(tokens?.idToken?.payload?.aud);

/**
 * The AWS credentials of a session, with whose they are.
 *
 * @throws CredentialsError `credentials-unavailable` where it has none
 */
export const credentialsOf = (session: AmplifySession): AwsCredentialIdentity => {
  const { credentials, identityId } = session;
  const principal = principalOf(session);
  if (!credentials) {
    throw new CredentialsError(
      'credentials-unavailable',
      principal === null
        ? "Amplify has no AWS credentials: no user is signed in, and guests get none. Sign in, or set allowGuestAccess in Amplify's configuration."
        : "Amplify has no AWS credentials for the signed-in user. Amplify's configuration needs an identityPoolId.",
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
 * A token of a session, as it goes into `Authorization`.
 *
 * @throws CredentialsError `credentials-unavailable` where it has none
 */
export const tokenOf = ({ tokens }: AmplifySession, which: 'id' | 'access'): string => {
  const token = which === 'id' ? tokens?.idToken : tokens?.accessToken;
  if (token) return token.toString();
  throw new CredentialsError(
    'credentials-unavailable',
    tokens ? `Amplify's session has no ${which} token.` : 'Amplify has no token: no user is signed in. Sign in first.',
  );
};
