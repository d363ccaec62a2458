import type { ArrivedRequest } from '../../../mocks/verifier/types.js';
import { strictTarget } from '../../mocks/support/strict-target.js';
import { judge } from '../../conformance/oracle/oracle.js';
import { Refusal } from '../../conformance/oracle/refusal.js';
import type { Keys } from './signers.js';

/** Whether a strict server takes the signature of what came by on the wire. */
export const oracleAccepts = (
  arrived: ArrivedRequest,
  { secretAccessKey, sessionToken }: Keys,
  service: string,
): boolean => {
  const header = (wanted: string): string | undefined => arrived.headers.find(([name]) => name === wanted)?.[1];
  const mode = header('authorization') ? 'header' : 'query';
  const signed =
    /SignedHeaders=([^,&]+)/.exec(decodeURIComponent(header('authorization') ?? arrived.target))?.[1] ?? '';
  // The specification wants the content type signed; several signers leave it out, and AWS lets them.
  const headers = arrived.headers.filter(
    ([name]) => name !== 'content-type' || signed.split(';').includes('content-type'),
  );
  try {
    const wire = { ...arrived, headers, url: `http://${header('host')}${strictTarget(arrived.target)}` };
    const { signature, claimed } = judge(wire, { secretAccessKey, mode, style: service === 's3' ? 's3' : 'other' });
    return (
      signature === claimed.signature &&
      claimed.sessionToken === sessionToken &&
      claimed.credentialScope.endsWith(`/eu-west-1/${service}/aws4_request`)
    );
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};
