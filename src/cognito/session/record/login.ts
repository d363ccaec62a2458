/** What expires, by the server's clock, in milliseconds since the epoch. */
export interface Expiring {
  readonly expiresAt: number;
  /** From when on it is renewed. */
  readonly renewAt: number;
}

/** What every sign-in leaves. */
interface LoginBase {
  /** Tells this sign-in from every other one: what was begun for another is dropped. */
  readonly id: string;
  /** Whose calls are made with it: the user pool's `sub`, or the identity id. Never shown to other users' calls. */
  readonly principal: string;
  /** The identity in the identity pool, once it is known. */
  readonly identityId?: string | undefined;
  readonly customRoleArn?: string | undefined;
  /** The server takes its tokens no more: only a new sign-in helps. */
  readonly invalid?: true | undefined;
}

/** A sign-in at the user pool. */
export interface UserPoolLogin extends LoginBase, Expiring {
  readonly kind: 'userPool';
  readonly username: string;
  readonly idToken: string;
  readonly accessToken: string;
  /** Missing where it was dropped because it is dead. */
  readonly refreshToken?: string | undefined;
}

/** A sign-in with somebody else's token. */
export interface FederatedLogin extends LoginBase {
  readonly kind: 'federated';
  /** The key under `Logins`. */
  readonly provider: string;
  readonly token: string;
  /** What the app renews the token with. */
  readonly providerRefreshToken?: string | undefined;
}

/** Who is signed in. */
export type Login = UserPoolLogin | FederatedLogin;
