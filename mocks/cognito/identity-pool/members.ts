import type { Members, Shape } from '../constraints.js';

const ID: Shape = { type: 'text', pattern: '[\\w-]+:[0-9a-f-]+', min: 1, max: 55, required: true };
const LOGINS: Shape = { type: 'texts', values: { type: 'text', min: 1, max: 50_000 } };

/** The members of each operation's input, from AWS's service model (botocore, `cognito-identity` of 2014-06-30). */
export const MEMBERS: Readonly<Record<string, Members>> = {
  GetId: {
    AccountId: { type: 'text', pattern: '\\d+', min: 1, max: 15 },
    IdentityPoolId: ID,
    Logins: LOGINS,
  },
  GetCredentialsForIdentity: {
    IdentityId: ID,
    Logins: LOGINS,
    CustomRoleArn: { type: 'text', min: 20, max: 2048 },
  },
  GetOpenIdToken: { IdentityId: ID, Logins: LOGINS },
};
