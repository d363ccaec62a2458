import { beforeAll, expect, test } from 'vitest';
import { rest } from '../../mocks/api/flavours/rest.js';
import { s3 } from '../../mocks/api/flavours/s3.js';
import type { ArrivedRequest } from '../../mocks/verifier/types.js';
import { verifySignature } from '../../mocks/verifier/verify-signature.js';
import { judge, type WireRequest } from '../conformance/oracle/oracle.js';
import { Refusal } from '../conformance/oracle/refusal.js';
import { parseTarget } from '../conformance/oracle/target.js';
import { isS3, nextNasty } from '../sigv4/support/nasty.js';
import type { Nasty } from '../sigv4/support/nasty-types.js';
import { createRandom } from '../sigv4/support/random.js';
import { signNasty } from '../sigv4/support/sign-nasty.js';
import { MUTATIONS } from './support/mutations.js';
import { strictTarget } from './support/strict-target.js';

// The mock's verifier and the oracle, written independently, judge the same requests: valid ones, and valid ones
// that were changed afterwards.

const COUNT = Number(process.env.SIGV4_DIFFERENTIAL ?? 3000);
const SEED = Number(process.env.SIGV4_DIFFERENTIAL_SEED ?? 20_261_121);
/** Ends a test that hangs. A busy machine takes more than a minute for one test. */
const MINUTES = 600_000 * Math.ceil(COUNT / 3000);

const arrive = ({ method, url, headers, body }: WireRequest): ArrivedRequest => ({
  method,
  target: url.replace(/^\w+:\/\/[^/?]*/, ''),
  headers: [['host', parseTarget(url).host], ...headers],
  body,
});

/** Whether the mock accepts a request. */
const mockAccepts = (arrived: ArrivedRequest, request: Nasty): boolean =>
  verifySignature(arrived, {
    service: request.service,
    region: request.region,
    rules: isS3(request) ? s3.rules : rest.rules,
    now: request.signingDate.getTime(),
    findKey: (id) => (id === request.credentials.accessKeyId ? { ...request.credentials, expired: false } : undefined),
  }).ok;

/** Whether a strict server accepts it: the oracle computes the claimed signature, for the key, scope and token. */
const oracleAccepts = (arrived: ArrivedRequest, request: Nasty): boolean => {
  const { credentials, region, service, mode } = request;
  const [, host = ''] = arrived.headers.find(([name]) => name.toLowerCase() === 'host') ?? [];
  // White space around a value is not part of it (RFC 9110, section 5.5).
  const headers = arrived.headers.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, '')] as const);
  const wire = { ...arrived, headers, url: `https://${host}${strictTarget(arrived.target)}` };
  try {
    const style = isS3(request) ? 's3' : 'other';
    const { signature, claimed } = judge(wire, { secretAccessKey: credentials.secretAccessKey, mode, style });
    return (
      signature === claimed.signature &&
      claimed.accessKeyId === credentials.accessKeyId &&
      claimed.sessionToken === credentials.sessionToken &&
      claimed.credentialScope.endsWith(`/${region}/${service}/aws4_request`)
    );
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

interface Signed {
  readonly request: Nasty;
  readonly arrived: ArrivedRequest;
}
const signed: Signed[] = [];

const show = ({ method, target, headers }: ArrivedRequest): string =>
  JSON.stringify({ method, target, headers: headers.filter(([name]) => !/security-token/i.test(name)) });

beforeAll(async () => {
  const random = createRandom(SEED);
  while (signed.length < COUNT) {
    const request = nextNasty(random);
    const outcome = await signNasty(request);
    if ('wire' in outcome) signed.push({ request, arrived: arrive(outcome.wire) });
  }
}, MINUTES);

test(
  'both accept every request that was signed right',
  () => {
    const refused = signed.filter(
      ({ request, arrived }) => !mockAccepts(arrived, request) || !oracleAccepts(arrived, request),
    );
    expect(
      refused.slice(0, 3).map(({ arrived }) => show(arrived)),
      `${refused.length} of ${COUNT}`,
    ).toEqual([]);
  },
  MINUTES,
);

test.for(Object.entries(MUTATIONS))(
  'both say the same of a request with %s',
  { timeout: MINUTES },
  async ([name, mutate], { annotate }) => {
    const random = createRandom(SEED + name.length);
    const different: string[] = [];
    const counts = { accepted: 0, refused: 0 };
    for (const { request, arrived } of signed) {
      const changed = mutate(arrived, random);
      if (!changed) continue;
      const accepted = oracleAccepts(changed, request);
      counts[accepted ? 'accepted' : 'refused']++;
      if (mockAccepts(changed, request) !== accepted) {
        different.push(`the oracle ${accepted ? 'accepts' : 'refuses'} ${request.service} ${show(changed)}`);
      }
    }
    expect(different.slice(0, 3), `${different.length} of ${counts.accepted + counts.refused}`).toEqual([]);
    expect(counts.accepted + counts.refused).toBeGreaterThan(COUNT / 20);
    await annotate(JSON.stringify(counts));
  },
);

test(
  'a flipped bit of a signed part is refused, unless it spells the same in another way',
  () => {
    const random = createRandom(SEED);
    const slipped: string[] = [];
    for (const { request, arrived } of signed) {
      for (const [name, mutate] of Object.entries(MUTATIONS).filter(([each]) => each.startsWith('a bit of'))) {
        const changed = mutate(arrived, random);
        if (!changed || !mockAccepts(changed, request)) continue;
        const same =
          sortedTarget(changed, request) === sortedTarget(arrived, request) &&
          changed.method === arrived.method &&
          headersOf(changed) === headersOf(arrived) &&
          (Buffer.compare(changed.body, arrived.body) === 0 || isUnsigned(arrived, request));
        if (!same) slipped.push(`${name}: ${show(changed)}`);
      }
    }
    expect(slipped.slice(0, 3), String(slipped.length)).toEqual([]);
  },
  MINUTES,
);

/**
 * The normal form of a target: dot and empty segments matter only to
 * S3, and the order of different parameters to no service.
 */
const sortedTarget = ({ target }: ArrivedRequest, request: Nasty): string => {
  const [path = '', query = ''] = strictTarget(target).split('?');
  const means = isS3(request) ? path : new URL(`http://h${path.replace(/\/{2,}/g, '/')}`).pathname;
  return `${means}?${query.split('&').sort().join('&')}`;
};

const headersOf = ({ headers }: ArrivedRequest): string =>
  JSON.stringify(headers.map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')]));

const isUnsigned = ({ headers }: ArrivedRequest, request: Nasty): boolean =>
  headers.some(([, value]) => value === 'UNSIGNED-PAYLOAD') || (isS3(request) && request.mode === 'query');
