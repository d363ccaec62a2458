/** Something that expires. Times are by the server's clock, in milliseconds since the epoch. */
export interface Expiring {
  readonly expiresAt: number;
  /** When it is due for renewal. */
  readonly renewAt: number;
}

/** The fields of every login. */
interface LoginBase {
  /** Identifies this sign-in, so that results for any other one are discarded. */
  readonly id: string;
  /** Identifies the user: the user pool's `sub`, or the identity id. Never exposed to other users' calls. */
  readonly principal: string;
  /** The identity in the identity pool, once it is known. */
  readonly identityId?: string | undefined;
  readonly customRoleArn?: string | undefined;
  /** The server has rejected the tokens, so the user must sign in again. */
  readonly invalid?: true | undefined;
}

/** A login at the user pool. */
export interface UserPoolLogin extends LoginBase, Expiring {
  readonly kind: 'userPool';
  readonly username: string;
  readonly idToken: string;
  readonly accessToken: string;
  /** Missing after the server rejected it. */
  readonly refreshToken?: string | undefined;
}

/** A login with another provider's token. */
export interface FederatedLogin extends LoginBase {
  readonly kind: 'federated';
  /** The key under `Logins`. */
  readonly provider: string;
  readonly token: string;
  /** The provider's refresh token, which the app renews the token with. */
  readonly providerRefreshToken?: string | undefined;
}

/** The login of the signed-in user. */
export type Login = UserPoolLogin | FederatedLogin;
