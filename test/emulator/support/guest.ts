import type { RunningEmulator } from './emulator.js';
import type { Keys } from './signers.js';

/** A guest's temporary credentials, from the emulator's identity pool. */
export const guestCredentials = async ({ session }: RunningEmulator): Promise<Required<Keys>> => {
  const ask = async (operation: string, input: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    };
    const answer = await fetch(session.endpoints.identityPool, {
      method: 'POST',
      headers,
      body: JSON.stringify(input),
    });
    return answer.json();
  };
  const { IdentityId } = await ask('GetId', { IdentityPoolId: session.identityPoolId });
  const { Credentials } = await ask('GetCredentialsForIdentity', { IdentityId });
  const { AccessKeyId: accessKeyId, SecretKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  return { accessKeyId, secretAccessKey, sessionToken };
};
