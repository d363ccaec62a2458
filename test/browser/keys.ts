/** Where the verifier claims to be. */
export const REGION = 'eu-west-1';
export const SERVICE = 'execute-api';

/** The credentials of an access key id, as both the page and the verifier know them. */
export const keysOf = (accessKeyId: string) => ({
  accessKeyId,
  secretAccessKey: `wJalrXUtnFEMI/${accessKeyId}/bPxRfiCYEXAMPLEKEY`,
  sessionToken: `token/+=${accessKeyId}`,
});
