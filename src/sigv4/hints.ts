// Loaded only when a rejection is final, so it imports nothing.

/** A rejection that says little, and what is known about the rejected credentials. */
export interface RefusalFacts {
  /** Whether the server rejected the credentials themselves. */
  readonly isAboutCredentials: boolean;
  /** The service's error type. */
  readonly code?: string;
  /** The service's message. */
  readonly message?: string | undefined;
  readonly accessKeyId: string;
  readonly hasSessionToken: boolean;
  /** Whether the credentials are static: asking again returns the same ones. */
  readonly isStatic: boolean;
  /** Whether the credentials' own expiration has passed. */
  readonly isExpired: boolean;
  /** The path of the request, as it was signed. */
  readonly path: string;
}

const hintOnCredentials = (facts: RefusalFacts): string => {
  const { message = '', accessKeyId, hasSessionToken, isStatic, isExpired } = facts;
  if (!hasSessionToken && accessKeyId.startsWith('ASIA')) {
    return 'An access key id that begins with ASIA is temporary, and its sessionToken is missing: pass all three values that were issued together.';
  }
  if (isStatic && (isExpired || /expired/i.test(message))) {
    return 'These credentials are static and have expired: pass a function as `credentials`, which is called for new ones, or `reauthenticate`.';
  }
  if (isStatic) {
    return 'AWS does not know this access key id, or the session token does not belong to it: check that the key is active and belongs to this partition, and that all values were issued together.';
  }
  return 'The renewed credentials were rejected as well: check that the provider returns new ones when it is called with { forceRefresh: true }, and that they belong to this account and partition.';
};

/**
 * Explains in one sentence a rejection that the server itself explains badly or not at all.
 *
 * @returns `undefined` if there is nothing to add.
 */
export const hintOn = (facts: RefusalFacts): string | undefined => {
  const { isAboutCredentials, code = '', message = '', path } = facts;
  if (isAboutCredentials) return hintOnCredentials(facts);
  if (message !== 'Forbidden') return undefined;
  if (code.startsWith('AccessDenied')) {
    return "The signature was accepted, but the function URL does not allow this identity: grant it lambda:InvokeFunctionUrl (and lambda:InvokeFunction), in its role or in the function's policy.";
  }
  const stage = /^\/[^/]*/.exec(path)?.[0] ?? '/';
  return `API Gateway says only "Forbidden" for a stage or route that does not exist (the stage is the first path segment, here '${stage}', unless a custom domain or a $default stage omits it), for a missing API key, and for a request that a web application firewall blocks.`;
};
