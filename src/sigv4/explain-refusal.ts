import type { Refusal } from '../core/pipeline.js';
import type { AwsCredentialIdentity } from './credentials.js';
import type { SignedHeaders } from './signer.js';

/**
 * One sentence on a refused call. What finds it loads only where it is needed: not for a call that is about to be replayed.
 *
 * @param isStatic The credentials are static.
 */
export const explainRefusal = async (
  refusal: Refusal<AwsCredentialIdentity>,
  isStatic: boolean,
): Promise<string | undefined> => {
  const { verdict, code = '', message, text, request, sent, isExpired, isFinal } = refusal;
  const { accessKeyId, sessionToken } = refusal.credentials;
  if (verdict === 'malformed') return (await import('../explain.js')).explain(text, sent as SignedHeaders)?.sentence;
  const lacksToken = verdict === 'expired' && !sessionToken && accessKeyId.startsWith('ASIA');
  if (!isFinal && !lacksToken && !code.startsWith('Forbidden')) return undefined;
  return (await import('./hints.js')).hintOn({
    verdict,
    code,
    message,
    accessKeyId,
    hasSessionToken: !!sessionToken,
    isStatic,
    isExpired,
    path: request.url.path,
  });
};
