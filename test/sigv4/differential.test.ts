import { createSigV4 } from 'sigv4-interceptor';
import { beforeAll, expect, test } from 'vitest';
import { judge, type Verdict, type WireRequest } from '../conformance/oracle/oracle.js';
import { parseTarget } from '../conformance/oracle/target.js';
import { botocoreVersion, signWithBotocore } from './support/botocore.js';
import { isS3, nextNasty } from './support/nasty.js';
import type { Nasty } from './support/nasty-types.js';
import { createRandom } from './support/random.js';
import { meantHeaders, signNasty } from './support/sign-nasty.js';

// Requests that signers are known to get wrong, judged by what leaves: by our oracle, and by botocore.

const COUNT = Number(process.env.SIGV4_DIFFERENTIAL ?? 3000);
const SEED = Number(process.env.SIGV4_DIFFERENTIAL_SEED ?? 20_150_830);
const MINUTES = 60_000 * Math.ceil(COUNT / 3000);

interface Accepted {
  readonly request: Nasty;
  readonly wire: WireRequest;
  readonly signature: string;
  readonly verdict: Verdict;
}

const accepted: Accepted[] = [];
const refused: { request: Nasty; code: string }[] = [];
/** What goes wrong while signing and judging, with the request. */
const broken: string[] = [];

const describe = ({ mode, service, method, at, headers, body, refusal }: Nasty): string =>
  JSON.stringify({ mode, service, method, url: at.url, headers, body: body.kind, refusal });

/** Runs an assertion on every accepted request and tells the first that fail, as no test runner would list 3000. */
const onEach = (assert: (accepted: Accepted) => void | Promise<void>) => async (): Promise<void> => {
  const failures: string[] = [];
  for (const each of accepted) {
    try {
      await assert(each);
    } catch (error) {
      failures.push(`${describe(each.request)}\n  → ${each.wire.url}\n${error}`);
    }
  }
  expect(failures.slice(0, 3), `${failures.length} of ${accepted.length}`).toEqual([]);
};

const countBy = <T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
};

beforeAll(async () => {
  const random = createRandom(SEED);
  for (let index = 0; index < COUNT; index++) {
    const request = nextNasty(random);
    try {
      const outcome = await signNasty(request);
      if ('refusedWith' in outcome) {
        refused.push({ request, code: outcome.refusedWith });
        continue;
      }
      const { secretAccessKey } = request.credentials;
      const style = isS3(request) ? 's3' : 'other';
      const verdict = judge(outcome.wire, { secretAccessKey, mode: request.mode, style });
      accepted.push({ ...outcome, verdict });
    } catch (error) {
      broken.push(`${describe(request)}\n${error}`);
    }
  }
}, MINUTES);

test('every request is signed as a strict server expects, or refused with a code', () => {
  expect(broken.slice(0, 3), `${broken.length} of ${COUNT}`).toEqual([]);
});

test('exactly the requests that the guide lists are refused, with its codes', async ({ annotate }) => {
  const intended = accepted.filter(({ request }) => request.refusal).map(({ request }) => describe(request));
  expect(intended.slice(0, 3), 'accepted, though it should be refused').toEqual([]);
  const wrong = refused.filter(({ request, code }) => request.refusal?.code !== code);
  expect(wrong.slice(0, 3).map(({ request, code }) => `${code}: ${describe(request)}`)).toEqual([]);
  expect(accepted.length + refused.length).toBe(COUNT);
  expect(refused.length / COUNT).toBeLessThan(0.1);
  const signed = countBy(accepted, ({ request }) => `${request.mode} ${isS3(request) ? 's3' : 'other'}`);
  const why = countBy(refused, ({ request, code }) => `${code}: ${request.refusal?.why}`);
  await annotate(JSON.stringify({ signed, refused: why }));
});

test(
  'the signature is the one that the oracle computes for what leaves',
  onEach(({ signature, verdict }) => {
    expect(verdict.claimed.signature).toBe(signature);
    expect(verdict.signature).toBe(signature);
  }),
  MINUTES,
);

test(
  'the credential scope, the date, the token and the expiry are those that were asked for',
  onEach(({ request, verdict: { claimed } }) => {
    const { accessKeyId, sessionToken } = request.credentials;
    const timestamp = `${request.signingDate.toISOString().slice(0, 19).replace(/[:-]/g, '')}Z`;
    expect(claimed).toMatchObject({ accessKeyId, sessionToken, timestamp });
    expect(claimed.credentialScope).toBe(`${timestamp.slice(0, 8)}/${request.region}/${request.service}/aws4_request`);
    expect(claimed.expiresIn).toBe(request.mode === 'query' ? request.expiresIn : undefined);
  }),
  MINUTES,
);

/** Where the result may differ from what was given, or cannot be checked, and how often that is. */
test('every allowed difference is known and counted', async ({ annotate }) => {
  const count = (holds: (each: Accepted) => boolean): number => accepted.filter(holds).length;
  const hasType = ({ headers }: Nasty): boolean => headers.some(([name]) => name.toLowerCase() === 'content-type');
  const counts = {
    // What is not read has no bytes to compare.
    'streams sent unread': count(
      ({ request: { mode, payload, body } }) => mode === 'header' && payload === 'unsigned' && body.kind === 'stream',
    ),
    // The boundary is random, and the type that names it was the caller's.
    'forms under a content type of the caller': count(({ request }) => !!request.body.form && hasType(request)),
  };
  await annotate(JSON.stringify(counts));
  for (const times of Object.values(counts)) expect(times).toBeLessThan(COUNT / 3);
});

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const ADDED = /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Security-Token|Signature)$/;

test(
  'host, path and query mean what they meant, and a presigned URL has nothing more than the signature',
  onEach(({ request: { at, ...request }, wire }) => {
    const target = parseTarget(wire.url);
    expect(target.host).toBe(at.host);
    expect(target.segments.map(text)).toEqual(at.segments);
    const pairs = target.query.map(({ name, value }) => [text(name), text(value)]);
    expect(pairs.slice(0, at.query.length)).toEqual(at.query);
    const more = pairs.slice(at.query.length).filter(([name = '']) => request.mode === 'header' || !ADDED.test(name));
    expect(more).toEqual([]);
  }),
  MINUTES,
);

test(
  'the headers mean what they meant, and the content type is signed',
  onEach(({ request, wire, verdict }) => {
    const sent = new Map(wire.headers);
    const meant = meantHeaders(request);
    if (request.mode === 'header') {
      // The signer adds its own, and a form's type with its boundary.
      const own = /^(authorization|x-amz-date|x-amz-security-token|x-amz-content-sha256)$/;
      const rest = [...sent].filter(([name]) => !own.test(name));
      const implied = request.body.form && !meant.has('content-type') ? 1 : 0;
      expect(rest).toHaveLength(meant.size + implied);
      for (const [name, value] of meant) expect([name, sent.get(name)]).toEqual([name, value]);
    }
    if (meant.has('content-type')) expect(verdict.claimed.signedHeaders).toContain('content-type');
  }),
  MINUTES,
);

test(
  'the bytes that leave are those of the body',
  onEach(async ({ request: { mode, body, headers, payload }, wire }) => {
    if (mode === 'query' || (payload === 'unsigned' && body.kind === 'stream')) return;
    if (body.bytes) expect(Buffer.from(wire.body).equals(body.bytes)).toBe(true);
    // With a content type of the caller's own, nobody knows the boundary.
    if (!body.form || headers.some(([name]) => name.toLowerCase() === 'content-type')) return;
    const type = new Map(wire.headers).get('content-type') ?? '';
    const arrived = await new Response(Buffer.from(wire.body), { headers: { 'content-type': type } }).formData();
    expect([...arrived]).toEqual(body.form);
  }),
  MINUTES,
);

test(
  'botocore gives the same signature for what leaves',
  async (context) => {
    context.skip(botocoreVersion === undefined, 'left out: python3-botocore is not installed');
    const answers = signWithBotocore(accepted);
    expect(answers).toHaveLength(accepted.length);
    const different = accepted.filter(({ signature }, index) => answers[index]?.signature !== signature);
    expect(
      different.slice(0, 3).map(({ request }) => describe(request)),
      `${different.length} differ`,
    ).toEqual([]);
    // Where botocore's presigner cannot take a request as it is (a repeated name, a body), its parts are asked.
    await context.annotate(`botocore ${botocoreVersion}: ${JSON.stringify(countBy(answers, ({ way }) => way))}`);
  },
  MINUTES,
);

// What the generator steers around; each was a defect once.
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const at = 'https://h.example';

const agrees = (
  wire: Partial<WireRequest> & { url: string },
  mode: 'header' | 'query',
  style: 's3' | 'other',
): void => {
  const whole = { method: 'GET', headers: [], body: new Uint8Array(), ...wire };
  const { signature, claimed } = judge(whole, { secretAccessKey: keys.secretAccessKey, mode, style });
  expect(claimed.signature).toBe(signature);
};

test("payload 'unsigned' and no body, where the service needs its hash, signs an empty body", async () => {
  const auth = createSigV4({ credentials: keys, region: 'r', service: 'lambda', payload: 'unsigned' });
  const { url, headers } = await auth.sign({ url: at });
  agrees({ url, headers: [...headers] }, 'header', 'other');
});

test("presign with payload 'unsigned' signs the body that the server will hash", async () => {
  const auth = createSigV4({ credentials: keys, region: 'r', service: 'lex', payload: 'unsigned' });
  agrees(
    { method: 'PUT', url: await auth.presign(at, { method: 'PUT', body: 'x' }), body: Buffer.from('x') },
    'query',
    'other',
  );
});

test('presign keeps an x-amz-* header a header, even if the query has a parameter of that name', async () => {
  const auth = createSigV4({ credentials: keys, region: 'r', service: 's3' });
  const headers = { 'x-amz-acl': '2' };
  const url = await auth.presign(`${at}/?x-amz-acl=1`, { headers });
  agrees({ url, headers: Object.entries(headers) }, 'query', 's3');
});

test('presign sends the S3 Express token as X-Amz-S3session-Token', async () => {
  const auth = createSigV4({ credentials: keys, region: 'r', service: 's3express' });
  expect(await auth.presign(at)).toContain('X-Amz-S3session-Token=token');
});

test.each([0xa0, 0x3000, 0x2028, 0xfeff])('a URL keeps its last character, code point %d', async (codePoint) => {
  const last = String.fromCodePoint(codePoint);
  const { url } = await createSigV4({ credentials: keys, region: 'r', service: 's3' }).sign({
    url: `${at}/a${last}`,
  });
  expect(url).toBe(`${at}/a${encodeURIComponent(last)}`);
});

test('a signed header that begins with a no-break space is refused, not trimmed', async () => {
  const auth = createSigV4({ credentials: keys, region: 'r', service: 's3' });
  await expect(auth.sign({ url: at, headers: { 'x-amz-meta-a': '\u00a0a' } })).rejects.toThrow();
});

test('a signed header named __proto__ is refused', async () => {
  const auth = createSigV4({ credentials: keys, region: 'r', service: 'lambda', signedHeaders: ['__proto__'] });
  await expect(auth.sign({ url: at, headers: [['__proto__', 'a']] })).rejects.toMatchObject({
    code: 'malformed-header',
  });
});
