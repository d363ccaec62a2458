import { explanations, hints } from '#parts/sigv4';
import { ifAvailable } from '../core/part.js';
import type { Refusal } from '../core/pipeline.js';
import { POLICIES } from '../core/verdicts.js';
import type { AwsCredentialIdentity } from './credentials.js';
import type { SignedHeaders } from './signer.js';

/**
 * Explains a rejected call in one sentence. The explanations are loaded on demand, and not for a call that is about to be replayed.
 *
 * @param isStatic Whether the credentials are static.
 */
export const explainRefusal = async (
  refusal: Refusal<AwsCredentialIdentity>,
  isStatic: boolean,
): Promise<string | undefined> => {
  const { verdict, code = '', message, text, request, sentRequest, isExpired, isFinal } = refusal;
  const { accessKeyId, sessionToken } = refusal.credentials;
  const { blames } = POLICIES[verdict];
  if (blames === 'signature') {
    return (await ifAvailable(explanations))?.explain(text, sentRequest as SignedHeaders)?.sentence;
  }
  const isAboutCredentials = blames === 'credentials';
  const lacksToken = isAboutCredentials && !sessionToken && accessKeyId.startsWith('ASIA');
  if (!isFinal && !lacksToken && !code.startsWith('Forbidden')) return undefined;
  return (await ifAvailable(hints))?.hintOn({
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
