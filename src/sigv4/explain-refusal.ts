import type { Refusal } from '../core/pipeline.js';
import type { Verdict } from '../core/verdicts.js';
import type { AwsCredentialIdentity } from './credentials.js';
import type { SignedHeaders } from './signer.js';

/** What an explanation of a verdict is made from: the request that the server says it expected, the credentials, or the message. */
const EXPLAINED_BY: Readonly<Record<Verdict, 'request' | 'credentials' | 'message'>> = {
  malformed: 'request',
  expired: 'credentials',
  skewed: 'message',
  denied: 'message',
  throttled: 'message',
  unknown: 'message',
};

/**
 * Explains a rejected call in one sentence. The explanations load on demand, and not for a call that is about to be replayed.
 *
 * @param isStatic Whether the credentials are static.
 */
export const explainRefusal = async (
  refusal: Refusal<AwsCredentialIdentity>,
  isStatic: boolean,
): Promise<string | undefined> => {
  const { verdict, code = '', message, text, request, sent, isExpired, isFinal } = refusal;
  const { accessKeyId, sessionToken } = refusal.credentials;
  const explainedBy = EXPLAINED_BY[verdict];
  if (explainedBy === 'request') return (await import('../explain.js')).explain(text, sent as SignedHeaders)?.sentence;
  const isAboutCredentials = explainedBy === 'credentials';
  const lacksToken = isAboutCredentials && !sessionToken && accessKeyId.startsWith('ASIA');
  if (!isFinal && !lacksToken && !code.startsWith('Forbidden')) return undefined;
  return (await import('./hints.js')).hintOn({
    isAboutCredentials,
    code,
    message,
    accessKeyId,
    hasSessionToken: !!sessionToken,
    isStatic,
    isExpired,
    path: request.url.path,
  });
};
