import { expect, test } from 'vitest';
import { secretsOf } from '../../src/core/judge-attempt.js';
import { toHeaderMap, wireRequest } from '../../src/core/wire-request.js';
import { client, keyOf } from './support.js';

const { pipeline } = client({}, () => ({ status: 200 }));
const requestTo = (url: string) => wireRequest('GET', url, toHeaderMap([]), undefined);
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKID/20260105/x/y/aws4_request, SignedHeaders=host, Signature=abcdef';

test('the secrets of a call are those of its credentials, of headers and parameters named so, and the signature alone', () => {
  const credentials = { value: keyOf('AKID') } as never;
  const headers = { authorization: AUTHORIZATION, 'x-api-key': 'an api key', 'x-amz-date': '20260105T000000Z' };
  const request = requestTo('https://host/?token=a+token&page=1');
  expect(secretsOf(pipeline, { credentials, sentRequest: { headers } as never }, request)).toEqual([
    'secret',
    'token of AKID',
    AUTHORIZATION,
    'an api key',
    'a token',
    'abcdef',
  ]);
});

test('credentials without a token, and a call that was not sent, have fewer', () => {
  const credentials = { value: { accessKeyId: 'AKID', secretAccessKey: 'secret' } } as never;
  expect(secretsOf(pipeline, { credentials }, requestTo('https://host/?page=1'))).toEqual(['secret']);
});
