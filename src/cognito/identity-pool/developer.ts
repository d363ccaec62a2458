/** The key under `Logins` of developer-authenticated identities. */
export const DEVELOPER = 'cognito-identity.amazonaws.com';
