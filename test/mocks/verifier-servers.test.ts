import { createSigV4 } from 'sigv4-interceptor';
import { afterAll, describe, expect, test } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';
import type { ArrivedRequest } from '../../mocks/verifier/types.js';
import { judge } from '../conformance/oracle/oracle.js';
import { Refusal } from '../conformance/oracle/refusal.js';
import { createRandom, type Random } from '../sigv4/support/random.js';
import { available, type Need, unless } from '../support/available.js';
import { CEPH_CREDENTIALS, startCeph } from '../support/servers/ceph.js';
import type { RunningServer } from '../support/servers/daemons.js';
import { startSwift, SWIFT_CREDENTIALS } from '../support/servers/swift.js';
import type { Credentials } from '../conformance/servers/credentials.js';
import { connectS3 } from '../conformance/servers/s3.js';
import { MUTATIONS } from './support/mutations.js';
import { type Received, sendRaw } from './support/send.js';
import { strictTarget } from './support/strict-target.js';

// Sends the same bytes to a real S3 server and to the mock: valid
// requests, and requests that were changed after signing.

const COUNT = Number(process.env.SIGV4_SERVERS ?? 1500);
const SEED = Number(process.env.SIGV4_DIFFERENTIAL_SEED ?? 20_261_121);
const MINUTES = 60_000 * Math.ceil(COUNT / 600);
const BUCKET = 'verifier';

interface Server {
  readonly name: Need;
  readonly credentials: Credentials;
  start(): Promise<RunningServer>;
  /** The changes that the server accepts and AWS does not. For these the oracle decides. */
  readonly lenient: Readonly<Record<string, (sent: ArrivedRequest, signed: ArrivedRequest) => boolean>>;
}

/**
 * "Signature Calculations for the Authorization Header" requires all
 * `x-amz-*` headers to be signed; neither server does.
 */
const UNSIGNED_HEADER = { 'an x-amz- header that is not signed': () => true };
/** The server does not read the body of a GET. */
const BODY_OF_GET = { 'a byte more in the body': ({ method }: ArrivedRequest) => method === 'GET' };

/**
 * The Authorization header as Swift reads it: the text after each field's name, up to a comma, wherever the name is.
 */
const fieldsOf = ({ headers }: ArrivedRequest): string[] => {
  const [, value = ''] = headers.find(([name]) => name === 'authorization') ?? [];
  return ['Credential=', 'SignedHeaders=', 'Signature='].map((name) => {
    const at = value.indexOf(name);
    return at < 0 ? '' : value.slice(at + name.length).split(',')[0]!;
  });
};

const SERVERS: readonly Server[] = [
  {
    name: 'ceph',
    credentials: CEPH_CREDENTIALS,
    start: startCeph,
    lenient: {
      ...UNSIGNED_HEADER,
      ...BODY_OF_GET,
      // Swift keeps one of the values.
      'a signed header twice': () => true,
      // The names of a presigned URL's parameters, in any case.
      'a bit of the query': ({ target }, signed) => target.toLowerCase() === signed.target.toLowerCase(),
    },
  },
  {
    name: 'swift',
    credentials: SWIFT_CREDENTIALS,
    start: startSwift,
    lenient: {
      ...UNSIGNED_HEADER,
      ...BODY_OF_GET,
      // Swift reads only the fields' values.
      'a bit of the Authorization': (sent, signed) => `${fieldsOf(sent)}` === `${fieldsOf(signed)}`,
    },
  },
];

const KEYS = ['a', 'a b', 'ä', '日本', "it's(1)!*", 'a%b', '😀', 'a~b-c_d.e', 'a+b', 'x=y&z'];
const VALUES = ['', '1', 'a b', 'a/b', 'ä=&', '+', '%20', '*~'];

/** An S3 request that needs only a bucket, signed for a server in headers or in its URL. */
const nextRequest = async (random: Random, base: string, credentials: Credentials): Promise<ArrivedRequest> => {
  const auth = createSigV4({ credentials, region: 'us-east-1', service: 's3' });
  const key = random.several(1, 3, () => encodeURIComponent(random.pick(KEYS))).join('/');
  const query = random
    .several(0, 3, () => random.pick(VALUES))
    .map((value, at) => `q${at}=${encodeURIComponent(value)}`);
  const put = random.chance(0.4);
  const list = !put && random.chance(0.5);
  const place = list ? `${BUCKET}?${['prefix=a', ...query].join('&')}` : `${BUCKET}/${key}`;
  const url = `${base}/${place}`;
  const meta = random
    .several(0, 2, () => random.pick(['1', 'a  b', 'a/b', '+%20', '*~"']))
    .map((value, at): [string, string] => [`x-amz-meta-m${at}`, value]);
  const headers: Record<string, string> = put ? { 'content-type': 'text/plain', ...Object.fromEntries(meta) } : {};
  const body = put ? random.pick(['hello', '{"a":1}', 'x'.repeat(3000)]) : undefined;
  const method = put ? 'PUT' : 'GET';
  const target = (absolute: string): string => absolute.slice(base.length);
  const host: [string, string] = ['host', new URL(base).host];
  const bytes = new TextEncoder().encode(body ?? '');
  if (random.chance(0.3)) {
    const presigned = await auth.presign(url, { method, headers });
    return { method, target: target(presigned), headers: [host, ...Object.entries(headers)], body: bytes };
  }
  const signed = await auth.sign({ method, url, headers, body });
  return { method, target: target(signed.url), headers: [host, ...signed.headers], body: bytes };
};

/** Whether a server accepted the signature and looked for the resource. */
const wasAccepted = ({ status, body }: Received): boolean =>
  (status >= 200 && status < 300) || (status === 404 && /NoSuchKey/.test(body));

const oracleAccepts = (arrived: ArrivedRequest, { accessKeyId, secretAccessKey }: Credentials): boolean => {
  const [, host = ''] = arrived.headers.find(([name]) => name === 'host') ?? [];
  const headers = arrived.headers.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, '')] as const);
  const mode = headers.some(([name]) => name === 'authorization') ? 'header' : 'query';
  try {
    const wire = { ...arrived, headers, url: `http://${host}${strictTarget(arrived.target)}` };
    const { signature, claimed } = judge(wire, { secretAccessKey, mode, style: 's3' });
    return signature === claimed.signature && claimed.accessKeyId === accessKeyId;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

describe.each(SERVERS)('$name', ({ name, credentials, start, lenient }) => {
  let running: RunningServer | undefined;
  afterAll(() => running?.stop());

  test.skipIf(!available[name])(
    `the mock and ${name} say the same of random requests${unless(name)}`,
    async ({ annotate }) => {
      running = await start();
      const { url } = running;
      await connectS3(url, credentials, BUCKET);
      const mock = createAwsMock({ flavour: 's3', users: [{ name: 'tester', ...credentials }] });
      const listener = await mock.listen();
      const random = createRandom(SEED);
      const names = Object.keys(MUTATIONS);
      const wrong: string[] = [];
      const exceptions: Record<string, number> = {};
      const counts = { accepted: 0, refused: 0 };
      for (let index = 0; index < COUNT; index++) {
        const request = await nextRequest(random, url, credentials);
        const what = random.chance(0.3) ? 'nothing changed' : random.pick(names);
        const changed = what === 'nothing changed' ? request : (MUTATIONS[what]!(request, random) ?? request);
        // Node's client sends methods in upper case.
        const sent = { ...changed, method: changed.method.toUpperCase() };
        const expected = oracleAccepts(sent, credentials);
        counts[expected ? 'accepted' : 'refused']++;
        const [theirs, ours] = [await sendRaw(url, sent), await sendRaw(listener.url, sent)];
        const { method, target, headers, body } = sent;
        const show = () => `${what}: ${JSON.stringify({ method, target, headers, body: body.length })}\n`;
        if (wasAccepted(ours) !== expected) wrong.push(`the mock, ${ours.status}, ${show()}${ours.body}`);
        if (wasAccepted(theirs) !== expected) {
          if (!expected && lenient[what]?.(sent, request)) exceptions[what] = (exceptions[what] ?? 0) + 1;
          else wrong.push(`${name}, ${theirs.status}, oracle ${expected}, ${show()}${theirs.body}`);
        }
      }
      await listener.close();
      await annotate(JSON.stringify({ ...counts, exceptions }));
      expect(wrong.slice(0, 5), String(wrong.length)).toEqual([]);
      expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(COUNT / 5);
    },
    MINUTES,
  );
});
