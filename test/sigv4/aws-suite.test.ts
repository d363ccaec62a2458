import { createSigV4, type SigV4Authenticator } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { judge } from '../conformance/oracle/oracle.js';
import {
  type AwsVector,
  awsVectors,
  namedVectors,
  parseRawRequest,
  type RawRequest,
  WITHOUT_VECTORS,
  withoutHeader,
} from './support/aws-vectors.js';

// AWS's suite as data, through the public API alone.

interface Case {
  readonly auth: SigV4Authenticator;
  readonly url: string;
  readonly request: RawRequest;
  readonly signingDate: Date;
  readonly secretAccessKey: string;
}

const read = ({ context, request: text }: AwsVector): Case => {
  const raw = parseRawRequest(text);
  const headers = withoutHeader(raw.headers, 'host');
  const host = raw.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, token } = context.credentials;
  return {
    auth: createSigV4({
      credentials: { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) },
      region: context.region,
      service: context.service,
      signedHeaders: headers.map(([name]) => name),
      normalizePath: context.normalize,
      contentHashHeader: context.sign_body,
      sessionToken: context.omit_session_token ? 'appended' : 'signed',
    }),
    url: `https://${host}${raw.target}`,
    request: { ...raw, headers },
    signingDate: new Date(context.timestamp),
    secretAccessKey,
  };
};

/**
 * The suite encodes every path once (aws-c-auth's `use_double_uri_encode` is off), though all services but S3 want it
 * encoded twice. That shows in its two normalised paths that need any encoding: we sign those as the services do.
 */
const ENCODED_ONCE = /^get-(space-normalized|utf8)$/;
const encodedOnce = namedVectors.filter(([name]) => ENCODED_ONCE.test(name));
const asPublished = namedVectors.filter(([name]) => !ENCODED_ONCE.test(name));

const sign = async (vector: AwsVector) => {
  const { auth, url, request, signingDate } = read(vector);
  const { method, headers, body } = request;
  return auth.sign({ method, url, headers, ...(body ? { body } : {}) }, { signingDate });
};

const presign = async (vector: AwsVector) => {
  const { auth, url, request, signingDate } = read(vector);
  const { method, headers, body } = request;
  const expiresIn = vector.context.expiration_in_seconds;
  return auth.presign(url, { method, headers, ...(body ? { body } : {}), expiresIn, signingDate });
};

test("AWS's suite has 38 cases, and two of them encode a path once that services want encoded twice", (context) => {
  context.skip(awsVectors.length === 0, WITHOUT_VECTORS);
  expect(awsVectors).toHaveLength(38);
  expect(encodedOnce).toHaveLength(2);
});

test.for(asPublished)("sign gives AWS's canonical request, string to sign and signature of %s", async ([, vector]) => {
  const signed = await sign(vector);
  expect(signed).toMatchObject({
    canonicalRequest: vector['header-canonical-request'],
    stringToSign: vector['header-string-to-sign'],
    signature: vector['header-signature'],
  });
  expect(signed.headers.get('authorization')).toMatch(new RegExp(`, Signature=${vector['header-signature']}$`));
  expect(signed.headers.get('x-amz-security-token')).toBe(vector.context.credentials.token ?? null);
});

test.for(asPublished)("presign gives AWS's signature of %s, and no parameter more", async ([, vector]) => {
  const expected = new URL(`https://example.amazonaws.com${parseRawRequest(vector['query-signed-request']).target}`);
  const { searchParams } = new URL(await presign(vector));
  expect(searchParams.get('X-Amz-Signature')).toBe(vector['query-signature']);
  expect([...searchParams].sort()).toEqual([...expected.searchParams].sort());
});

test.for(encodedOnce)("sign gives AWS's answers to %s, but for the second encoding of its path", async ([, vector]) => {
  const signed = await sign(vector);
  const [method, path = '', ...rest] = vector['header-canonical-request'].split('\n');
  expect(signed.canonicalRequest).toBe([method, path.replaceAll('%', '%25'), ...rest].join('\n'));
  const request = { method: signed.method, url: signed.url, headers: [...signed.headers], body: new Uint8Array() };
  const { secretAccessKey } = read(vector);
  const { stringToSign, signature } = judge(request, { secretAccessKey, mode: 'header', style: 'other' });
  expect(signed).toMatchObject({ stringToSign, signature });
});

test.for(encodedOnce)(
  "presign gives the service's signature of %s, whose path is encoded twice",
  async ([, vector]) => {
    const { request, secretAccessKey } = read(vector);
    const wire = { method: request.method, url: await presign(vector), headers: [], body: new Uint8Array() };
    const { signature, claimed } = judge(wire, { secretAccessKey, mode: 'query', style: 'other' });
    expect(claimed.signature).toBe(signature);
  },
);
