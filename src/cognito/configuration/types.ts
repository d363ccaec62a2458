/**
 * How `signIn` begins: the AuthFlow parameter of Cognito's InitiateAuth. `CUSTOM_AUTH` begins with SRP where `signIn` gets a
 * password; as the mobile SDKs have it, `CUSTOM_AUTH_WITH_SRP` always does, and `CUSTOM_AUTH_WITHOUT_SRP` never, whatever
 * password an app passes.
 */
export type AuthFlow =
  | 'USER_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'CUSTOM_AUTH'
  | 'CUSTOM_AUTH_WITH_SRP'
  | 'CUSTOM_AUTH_WITHOUT_SRP'
  | 'USER_AUTH';

/** A sign-in page somewhere else, for `sigv4-interceptor/hosted-ui`: a user pool's, or that of any OpenID provider. */
export interface OAuthConfiguration {
  /** Of a user pool: its host, unless endpoints are given, which go before it; such as `example.auth.eu-west-1.amazoncognito.com`. */
  readonly domain?: string;
  /** Of another provider: its issuer, such as `https://example.eu.auth0.com/`. Without endpoints they are discovered. */
  readonly issuer?: string;
  /** Default: as discovered. */
  readonly authorizationEndpoint?: string;
  /** More parameters for the sign-in page, such as Auth0's `audience`. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: as discovered. */
  readonly tokenEndpoint?: string;
  /** More parameters in the address of the token endpoint. Default: none. */
  readonly tokenParameters?: Readonly<Record<string, string>>;
  /** Default: as discovered; of Auth0 `/oauth/revoke`. */
  readonly revocationEndpoint?: string;
  /** Where the provider's own session ends, with `logoutParameters`. Default: as discovered. */
  readonly logoutEndpoint?: string;
  /** Such as `{ client_id, returnTo }` for Auth0. */
  readonly logoutParameters?: Readonly<Record<string, string>>;
  /**
   * Whether the provider repeats the `nonce` of a sign-in in the ID token, as OpenID Connect demands. Default: true; false where it is on
   * loopback (an emulator): a token without one is then taken. One with another nonce never is.
   */
  readonly echoesNonce?: boolean;
  /** The provider's name in the identity pool. Default: the issuer's host and path. */
  readonly federationProvider?: string;
  /** Where the app receives users who signed in: exact URLs, as registered with the app client. */
  readonly redirectSignIn?: readonly string[];
  /** Where users go who signed out: exact URLs, as registered with the app client. Default: none. */
  readonly redirectSignOut?: readonly string[];
  /** What to ask for. */
  readonly scopes?: readonly string[];
  /** Default: the user pool's client. */
  readonly clientId?: string;
  /** The secret of that client. Default: none. */
  readonly clientSecret?: string;
}

/** What can be said besides any kind of file, and goes before it. */
export interface SessionOverrides {
  /** The secret of an app client that has one. Whoever has the app has it too: it is no secret in a browser. */
  readonly userPoolClientSecret?: string;
  /** Whether somebody who is not signed in gets credentials. Default: true where there is an identity pool. */
  readonly guest?: boolean;
  /** How `signIn` begins. Default: `'USER_SRP_AUTH'`. */
  readonly authFlow?: AuthFlow;
  /** Other URLs than AWS's, such as an emulator's or a proxy's: https, or http on loopback. Default: by region. */
  readonly endpoints?: { readonly userPool?: string; readonly identityPool?: string; readonly sts?: string };
}

/** The pools by their ids. A user pool, an identity pool, or both. */
export interface PoolConfiguration {
  /** The region, such as `eu-west-1`. Default: the one at the beginning of the pools' ids. */
  readonly region?: string;
  /** Such as `eu-west-1_AbCd12345`. */
  readonly userPoolId?: string;
  /** The app client's id; required with a user pool. */
  readonly userPoolClientId?: string;
  /** Such as `eu-west-1:11111111-2222-3333-4444-555555555555`. */
  readonly identityPoolId?: string;
  /** The region of the identity pool. Default: the one at the beginning of its id. */
  readonly identityPoolRegion?: string;
  /** The hosted UI. Default: none. */
  readonly oauth?: OAuthConfiguration;
}

/** `awsconfiguration.json`, as the mobile SDKs have it. Only the profile `Default` is read. */
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

/** What Amplify's configurations have beside `Auth`. None of it is read. */
export interface AmplifyCategories {
  readonly API?: object;
  readonly Analytics?: object;
  readonly Geo?: object;
  readonly Interactions?: object;
  readonly Notifications?: object;
  readonly Predictions?: object;
  readonly Storage?: object;
}

/** What `Amplify.configure` takes from version 6 on, and `Amplify.getConfig()` gives. Only `Auth` is read. */
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

/** What `Amplify.configure` took up to version 5 under `Auth`, or by itself. */
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
  /** What an app adds to the file. */
  readonly Auth?: Amplify5Settings;
}

/** What configures the pools: their ids, or what one of Amplify's and the mobile SDKs' files holds. */
export type PoolsOrFile =
  | PoolConfiguration
  | AwsConfigurationFile
  | AmplifyMobileFile
  | AmplifyOutputsFile
  | AwsExportsFile
  | Amplify6Configuration
  | Amplify5Configuration;

/** The pools of a session, also as the module that such a file becomes where it is imported. */
export type SessionConfiguration = SessionOverrides & (PoolsOrFile | { readonly default: PoolsOrFile });

/** A configuration read to its end: nothing is left open. (The hosted UI reads its part itself.) */
export interface SessionSettings {
  /** The user pool's, or the identity pool's where there is no user pool. */
  readonly region: string;
  readonly userPool?: UserPoolSettings;
  readonly identityPool?: { readonly id: string; readonly region: string; readonly endpoint: string };
  readonly stsEndpoint: string;
  readonly authFlow: AuthFlow;
  /** Whether somebody who is not signed in gets credentials. */
  readonly guest: boolean;
}

/** Where a user pool is and which app client to be. */
export interface UserPoolSettings {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly region: string;
  readonly endpoint: string;
}
