/**
 * How `signIn` begins: the AuthFlow parameter of Cognito's InitiateAuth. `CUSTOM_AUTH` begins with SRP if `signIn` gets
 * a password. As in the mobile SDKs, `CUSTOM_AUTH_WITH_SRP` always does, and `CUSTOM_AUTH_WITHOUT_SRP` never does, even
 * with a password.
 */
export type AuthFlow =
  | 'USER_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'CUSTOM_AUTH'
  | 'CUSTOM_AUTH_WITH_SRP'
  | 'CUSTOM_AUTH_WITHOUT_SRP'
  | 'USER_AUTH';

/** The sign-in page of a user pool or of any OpenID provider, for `sigv4-interceptor/hosted-ui`. */
export interface OAuthConfiguration {
  /**
   * The host of a user pool's sign-in page, such as `example.auth.eu-west-1.amazoncognito.com`. Endpoints that are set
   * take precedence.
   */
  readonly domain?: string;
  /**
   * The issuer of another provider, such as `https://example.eu.auth0.com/`. Endpoints that are not set are discovered
   * from it.
   */
  readonly issuer?: string;
  /** The authorization endpoint. Default: as discovered. */
  readonly authorizationEndpoint?: string;
  /** Additional parameters for the sign-in page, such as Auth0's `audience`. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The token endpoint. Default: as discovered. */
  readonly tokenEndpoint?: string;
  /** Additional query parameters for the token endpoint. Default: none. */
  readonly tokenParameters?: Readonly<Record<string, string>>;
  /** The revocation endpoint. Default: as discovered; `/oauth/revoke` for Auth0. */
  readonly revocationEndpoint?: string;
  /** The page that ends the provider's own session, called with `logoutParameters`. Default: as discovered. */
  readonly logoutEndpoint?: string;
  /** Parameters of the logout endpoint, such as `{ client_id, returnTo }` for Auth0. */
  readonly logoutParameters?: Readonly<Record<string, string>>;
  /**
   * Whether the provider repeats the sign-in's `nonce` in the ID token, as OpenID Connect requires. If false, a token
   * without a nonce is accepted. A token with a different nonce is always rejected. Default: true; false for a provider
   * on loopback (an emulator).
   */
  readonly echoesNonce?: boolean;
  /** The provider's name in the identity pool. Default: the issuer's host and path. */
  readonly federationProvider?: string;
  /** The URLs that the provider redirects to after a sign-in, exactly as registered with the app client. */
  readonly redirectSignIn?: readonly string[];
  /**
   * The URLs that the provider redirects to after a sign-out, exactly as registered with the app client. Default: none.
   */
  readonly redirectSignOut?: readonly string[];
  /** The scopes to request. */
  readonly scopes?: readonly string[];
  /** The client id at the provider. Default: the user pool's app client. */
  readonly clientId?: string;
  /** The secret of that client. Default: none. */
  readonly clientSecret?: string;
}

/** Options that can be added to any kind of configuration file and take precedence over it. */
export interface SessionOverrides {
  /**
   * The secret of an app client that has one. In a browser it is not secret, because every user of the app can read it.
   */
  readonly userPoolClientSecret?: string;
  /** Whether visitors who are not signed in get credentials. Default: true if there is an identity pool. */
  readonly guest?: boolean;
  /** How `signIn` begins. Default: `'USER_SRP_AUTH'`. */
  readonly authFlow?: AuthFlow;
  /**
   * URLs to use instead of AWS's, such as an emulator's or a proxy's: https, or http on loopback. Default: AWS's, by
   * region.
   */
  readonly endpoints?: { readonly userPool?: string; readonly identityPool?: string; readonly sts?: string };
}

/**
 * The ids of a user pool, an identity pool, or both.
 *
 * @example
 * ```ts
 * const pools: PoolConfiguration = {
 *   userPoolId: 'eu-west-1_AbCd12345',
 *   userPoolClientId: '1example23456789example',
 *   identityPoolId: 'eu-west-1:11111111-2222-3333-4444-555555555555',
 * };
 * ```
 */
export interface PoolConfiguration {
  /** The region, such as `eu-west-1`. Default: the region at the beginning of the pools' ids. */
  readonly region?: string;
  /** The user pool's id, such as `eu-west-1_AbCd12345`. */
  readonly userPoolId?: string;
  /** The app client's id. Required with a user pool. */
  readonly userPoolClientId?: string;
  /** The identity pool's id, such as `eu-west-1:11111111-2222-3333-4444-555555555555`. */
  readonly identityPoolId?: string;
  /** The region of the identity pool. Default: the region at the beginning of its id. */
  readonly identityPoolRegion?: string;
  /** The hosted UI. Default: none. */
  readonly oauth?: OAuthConfiguration;
}

/** The mobile SDKs' `awsconfiguration.json`. Only the profile `Default` is read. */
export interface AwsConfigurationFile {
  readonly CredentialsProvider?: {
    readonly CognitoIdentity?: { readonly Default?: { readonly PoolId?: string; readonly Region?: string } };
  };
  readonly CognitoUserPool?: {
    readonly Default?: {
      readonly PoolId?: string;
      readonly AppClientId?: string;
      readonly AppClientSecret?: string;
      readonly Region?: string;
    };
  };
  readonly Auth?: { readonly Default?: { readonly authenticationFlowType?: string; readonly OAuth?: object } };
}

/** The mobile SDKs' `amplifyconfiguration.json`. Only Cognito's plugin is read. */
export interface AmplifyMobileFile {
  readonly auth: { readonly plugins: { readonly awsCognitoAuthPlugin: AwsConfigurationFile } };
}

/** The categories of Amplify's configurations other than `Auth`. They are not read. */
export interface AmplifyCategories {
  readonly API?: object;
  readonly Analytics?: object;
  readonly Geo?: object;
  readonly Interactions?: object;
  readonly Notifications?: object;
  readonly Predictions?: object;
  readonly Storage?: object;
}

/** What `Amplify.configure` takes since version 6, and `Amplify.getConfig()` returns. Only `Auth` is read. */
export interface Amplify6Configuration extends AmplifyCategories {
  readonly Auth?: {
    readonly Cognito: {
      readonly userPoolId?: string;
      readonly userPoolClientId?: string;
      readonly identityPoolId?: string;
      readonly allowGuestAccess?: boolean;
      readonly userPoolEndpoint?: string;
      readonly identityPoolEndpoint?: string;
      readonly loginWith?: object;
      readonly signUpVerificationMethod?: string;
      readonly userAttributes?: object;
      readonly mfa?: object;
      readonly passwordFormat?: object;
      readonly groups?: object;
    };
  };
}

/** What `Amplify.configure` took up to version 5, under `Auth` or directly. */
export interface Amplify5Settings {
  readonly region?: string;
  readonly userPoolId?: string;
  readonly userPoolWebClientId?: string;
  readonly identityPoolId?: string;
  readonly identityPoolRegion?: string;
  readonly mandatorySignIn?: boolean;
  readonly authenticationFlowType?: string;
  readonly endpoint?: string;
  readonly oauth?: object;
  readonly cookieStorage?: object;
  readonly signUpVerificationMethod?: string;
}

/** What `Amplify.configure` took up to version 5. */
export type Amplify5Configuration = Amplify5Settings | (AmplifyCategories & { readonly Auth?: Amplify5Settings });

/** `amplify_outputs.json`, version 1. Only `auth` is read. */
export interface AmplifyOutputsFile {
  readonly auth: {
    readonly aws_region?: string;
    readonly user_pool_id?: string;
    readonly user_pool_client_id?: string;
    readonly identity_pool_id?: string;
    readonly unauthenticated_identities_enabled?: boolean;
    readonly authentication_flow_type?: string;
    readonly oauth?: object;
  };
}

/** `aws-exports.js` or `amplifyconfiguration.json`. */
export interface AwsExportsFile {
  readonly aws_cognito_region?: string;
  readonly aws_user_pools_id?: string;
  readonly aws_user_pools_web_client_id?: string;
  readonly aws_cognito_identity_pool_id?: string;
  readonly aws_mandatory_sign_in?: string;
  readonly authenticationFlowType?: string;
  readonly oauth?: object;
  /** Settings that an app adds to the file. */
  readonly Auth?: Amplify5Settings;
}

/** The pools' ids, or the content of a configuration file of Amplify or the mobile SDKs. */
export type PoolsOrFile =
  | PoolConfiguration
  | AwsConfigurationFile
  | AmplifyMobileFile
  | AmplifyOutputsFile
  | AwsExportsFile
  | Amplify6Configuration
  | Amplify5Configuration;

/** The configuration of a session. A configuration file may also be passed as an imported module. */
export type SessionConfiguration = SessionOverrides & (PoolsOrFile | { readonly default: PoolsOrFile });

/** A configuration with all defaults filled in. The hosted UI reads its own part. */
export interface SessionSettings {
  /** The user pool's region, or the identity pool's if there is no user pool. */
  readonly region: string;
  readonly userPool?: UserPoolSettings;
  readonly identityPool?: { readonly id: string; readonly region: string; readonly endpoint: string };
  readonly stsEndpoint: string;
  readonly authFlow: AuthFlow;
  /** Whether visitors who are not signed in get credentials. */
  readonly guest: boolean;
}

/** A user pool and the app client to use. */
export interface UserPoolSettings {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly region: string;
  readonly endpoint: string;
}
