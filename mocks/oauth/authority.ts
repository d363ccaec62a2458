/** The tokens of a token endpoint (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3). */
export interface OAuthTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The lifetime of the access token, in seconds. */
  readonly expiresIn: number;
}

/** The authority that knows the users and issues their tokens. */
export interface Authority {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** The `iss` of authorization responses (RFC 9207). Undefined: none. */
  readonly issParameter?: string | undefined;
  checkPassword(username: string, password: string): boolean;
  issue(username: string, scope: string, nonce: string | undefined): Promise<OAuthTokens>;
  /** Resolves to undefined for an invalid refresh token. */
  refresh(refreshToken: string): Promise<OAuthTokens | undefined>;
  revoke(refreshToken: string): void;
  /** Returns the claims of an access token's user. Undefined for an invalid access token. */
  userInfo(accessToken: string): Promise<object | undefined>;
}

/** The paths of a provider's endpoints. */
export interface OAuthPaths {
  readonly authorize: string;
  readonly token: string;
  readonly revoke: string;
  readonly userInfo: string;
  readonly logout: string;
  /** The parameters of the logout page that may hold the redirect URL. The first one present counts. */
  readonly logoutTargets: readonly string[];
}
