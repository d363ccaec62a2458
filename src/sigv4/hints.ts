// Loaded only where a refusal is final, so it imports nothing.

/** A refusal that says little, and what is known here of the credentials that were refused. */
export interface Refusal {
  readonly verdict: string;
  /** The service's error type. */
  readonly code?: string;
  /** The service's message. */
  readonly message?: string | undefined;
  readonly accessKeyId: string;
  readonly hasSessionToken: boolean;
  /** The credentials are static: asking again gives the same. */
  readonly isStatic: boolean;
  /** The credentials' own date has passed. */
  readonly isExpired: boolean;
  /** The path of the request, as it was signed. */
  readonly path: string;
}

const hintOnCredentials = ({ message = '', accessKeyId, hasSessionToken, isStatic, isExpired }: Refusal): string => {
  if (!hasSessionToken && accessKeyId.startsWith('ASIA')) {
    return 'An access key id that begins with ASIA is temporary, and its sessionToken is missing: pass all three values that were issued together.';
  }
  if (isStatic && (isExpired || /expired/i.test(message))) {
    return 'These credentials are static and have expired: pass a function as `credentials`, which is asked for new ones, or `reauthenticate`.';
  }
  if (isStatic) {
    return 'AWS does not know this access key id, or the session token does not belong to it: check that the key is active and of this partition, and that all values were issued together.';
  }
  return 'The renewed credentials were refused as well: check that the provider gives new ones when it is called with { forceRefresh: true }, of this account and partition.';
};

/**
 * One sentence on a refusal that the server itself explains badly or not at all.
 *
 * @returns `undefined` where there is nothing to add
 */
export const hintOn = (refusal: Refusal): string | undefined => {
  const { verdict, code = '', message = '', path } = refusal;
  if (verdict === 'expired') return hintOnCredentials(refusal);
  if (message !== 'Forbidden') return undefined;
  if (code.startsWith('AccessDenied')) {
    return "The signature was accepted, and the function URL refuses this identity: grant it lambda:InvokeFunctionUrl (and lambda:InvokeFunction), by its role or by the function's policy.";
  }
  const stage = /^\/[^/]*/.exec(path)?.[0] ?? '/';
  return `API Gateway says no more than "Forbidden" where there is no such stage or route (the stage is the first segment of the path, here '${stage}', unless a custom domain or a $default stage leaves it out), where an API key is missing, and where a web application firewall refuses.`;
};
