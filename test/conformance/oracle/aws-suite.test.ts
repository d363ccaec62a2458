import { expect, test } from 'vitest';
import {
  type AwsVector,
  awsVectors,
  namedVectors,
  parseRawRequest,
  WITHOUT_VECTORS,
} from '../../sigv4/support/aws-vectors.js';
import { judge, type ServerRules, type WireRequest } from './oracle.js';

const ORIGIN = 'https://example.amazonaws.com';

/** The suite prints targets raw; a client sends them encoded. */
const encodeRaw = (target: string): string => target.replace(/[^!-~]+/gu, encodeURIComponent);

const rulesOf = ({ context }: AwsVector, mode: ServerRules['mode']): ServerRules => ({
  secretAccessKey: context.credentials.secret_access_key,
  mode,
  style: 'other',
  sessionToken: context.omit_session_token ? 'appended' : 'signed',
  // The suite encodes once throughout, whether it normalises or not.
  path: { normalize: context.normalize, encodings: 1 },
});

const wireOf = (signedRequest: string): WireRequest => {
  const { method, target, headers, body } = parseRawRequest(signedRequest);
  return { method, url: ORIGIN + encodeRaw(target), headers, body: Buffer.from(body) };
};

test("the oracle knows all 38 cases of AWS's suite", (context) => {
  context.skip(awsVectors.length === 0, WITHOUT_VECTORS);
  expect(awsVectors).toHaveLength(38);
});

test.for(namedVectors)("the oracle computes AWS's answers to %s signed in the headers", ([, vector]) => {
  expect(judge(wireOf(vector['header-signed-request']), rulesOf(vector, 'header'))).toMatchObject({
    canonicalRequest: vector['header-canonical-request'],
    stringToSign: vector['header-string-to-sign'],
    signature: vector['header-signature'],
    claimed: { signature: vector['header-signature'] },
  });
});

test.for(namedVectors)("the oracle computes AWS's answers to %s signed in the query", ([, vector]) => {
  expect(judge(wireOf(vector['query-signed-request']), rulesOf(vector, 'query'))).toMatchObject({
    canonicalRequest: vector['query-canonical-request'],
    stringToSign: vector['query-string-to-sign'],
    signature: vector['query-signature'],
    claimed: { signature: vector['query-signature'] },
  });
});

test("the oracle's signatures differ from AWS's for any other secret", (context) => {
  context.skip(awsVectors.length === 0, WITHOUT_VECTORS);
  for (const vector of awsVectors) {
    const rules = { ...rulesOf(vector, 'header'), secretAccessKey: 'another' };
    expect(judge(wireOf(vector['header-signed-request']), rules).signature).not.toBe(vector['header-signature']);
  }
});
