import type { DenyAs, FlavourName, Verdict } from '../../../mocks/index.js';
import type { Credentials } from './signers.js';
import { type Call, type Stage, without } from './stage.js';

/** In milliseconds. */
export const MINUTE = 60_000;
/** The message for a signature that does not match. */
export const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
/** The body without a reason. */
export const FORBIDDEN = JSON.stringify({ message: 'Forbidden' });
/** Removes the signature. */
export const unsigned = without('authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256');
/** An unknown key. */
export const stranger: Credentials = { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'secret' };
/** A known key with a guessed secret. */
export const wrongSecret = ({ mock }: Stage): Call => ({
  credentials: { ...mock.issueCredentials(), secretAccessKey: 'guessed' },
});
/** Credentials that the server has expired. */
export const expired = ({ mock }: Stage): Call => {
  const credentials = mock.issueCredentials();
  mock.expireCredentials();
  return { credentials };
};
/** A known key with another key's token. */
export const wrongToken = ({ mock }: Stage): Call => ({
  credentials: { ...mock.issueCredentials(), sessionToken: 'another' },
});
/** Valid credentials that a policy or a firewall denies. */
export const denied =
  (as: DenyAs) =>
  ({ mock }: Stage): Call => {
    mock.deny('GET /items', { as });
    return {};
  };

/** A row of the table: a cause and its response. */
export interface Row {
  readonly api: FlavourName;
  readonly cause: string;
  readonly call: Call | ((stage: Stage) => Call);
  readonly status: number;
  readonly verdict: Verdict;
  /** The value of `x-amzn-errortype`. Undefined if there is no such header. */
  readonly type?: string;
  /** The whole body, or what must be in it. */
  readonly body: string | RegExp;
}

/** A body in JSON. */
export const json = (message: string, member = 'message'): string => JSON.stringify({ [member]: message });
/** The pattern of an S3 error. */
export const xml = (code: string, ...elements: string[]): RegExp =>
  new RegExp(
    `^<\\?xml version="1.0" encoding="UTF-8"\\?>\\n<Error><Code>${code}</Code><Message>.*${elements.join('.*')}.*</Error>$`,
    's',
  );
