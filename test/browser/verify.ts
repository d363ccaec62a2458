import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import aws4 from 'aws4';
import { judge } from '../conformance/oracle/oracle.js';
import { keysOf, REGION, SERVICE } from './keys.js';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const MUST_BE_SIGNED = ['host', 'x-amz-date', 'x-amz-security-token'];
const FRESH_FOR = 300_000;

const flags = (names: readonly string[]): Record<string, boolean> =>
  Object.fromEntries(names.map((name) => [name, true]));

const timeOf = (amzDate: string): number =>
  Date.parse(amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** The access key id of a signature. */
export const keyOf = ({ headers }: Arrived): string | undefined =>
  /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1];

/** The Authorization header that the npm package aws4 makes of exactly what arrived. */
const byAws4 = (
  { method, url, body }: Arrived,
  headers: Record<string, string>,
  signed: readonly string[],
  key: string,
): string => {
  const unsigned = [...Object.keys(headers), 'content-type', 'content-length'].filter((name) => !signed.includes(name));
  const request = {
    method,
    host: headers.host!,
    path: url,
    headers,
    body: body.length ? body : '',
    service: SERVICE,
    region: REGION,
    extraHeadersToIgnore: flags(unsigned),
    extraHeadersToInclude: flags(signed),
  };
  return aws4.sign(request, keysOf(key)).headers.Authorization!;
};

const byOracle = ({ method, url, body }: Arrived, headers: Record<string, string>, key: string): string => {
  const wire = { method, url: `http://${headers.host}${url}`, headers: Object.entries(headers), body };
  const { secretAccessKey } = keysOf(key);
  return judge(wire, { secretAccessKey, mode: 'header', style: 'other' }).signature;
};

/** `'verified'`, or why a server would refuse: both aws4 and the oracle must arrive at the signature that was sent. */
export const verdictOf = (arrived: Arrived): string => {
  const { authorization, ...rest } = arrived.headers;
  const headers = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  const key = keyOf(arrived);
  if (!authorization || !key) return 'not signed';
  const signed = /SignedHeaders=([^,]*)/.exec(authorization)?.[1]?.split(';') ?? [];
  const missing = MUST_BE_SIGNED.filter((name) => !signed.includes(name));
  if (missing.length) return `unsigned: ${missing}`;
  if (headers['x-amz-security-token'] !== keysOf(key).sessionToken) return 'another token';
  if (!(Math.abs(timeOf(headers['x-amz-date'] ?? '') - Date.now()) < FRESH_FOR)) return 'not fresh';
  const hash = createHash('sha256').update(arrived.body).digest('hex');
  if ((headers['x-amz-content-sha256'] ?? hash) !== hash) return 'another body';
  const expected = byAws4(arrived, headers, signed, key);
  if (authorization !== expected) return `aws4 expects ${expected}, not ${authorization}`;
  try {
    const signature = byOracle(arrived, { ...headers, authorization }, key);
    return authorization.endsWith(`Signature=${signature}`) ? 'verified' : `the oracle expects ${signature}`;
  } catch (refusal) {
    return `the oracle refuses: ${(refusal as Error).message}`;
  }
};
