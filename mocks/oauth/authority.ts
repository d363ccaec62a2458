/** What a token endpoint gives (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3). */
export interface OAuthTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Who knows the users, and issues their tokens. */
export interface Authority {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Named in every answer (RFC 9207). Nothing: in none. */
  readonly issParameter?: string | undefined;
  checkPassword(username: string, password: string): boolean;
  issue(username: string, scope: string, nonce: string | undefined): Promise<OAuthTokens>;
  /** Nothing for a refresh token that is not good. */
  refresh(refreshToken: string): Promise<OAuthTokens | undefined>;
  revoke(refreshToken: string): void;
  /** What is told of the user whose access token it is. */
  userInfo(accessToken: string): Promise<object | undefined>;
}

/** Where a provider has its endpoints. */
export interface OAuthPaths {
  readonly authorize: string;
  readonly token: string;
  readonly revoke: string;
  readonly userInfo: string;
  readonly logout: string;
  /** The parameters of the logout page that say where to go on, the first one that is there. */
  readonly logoutTargets: readonly string[];
}
