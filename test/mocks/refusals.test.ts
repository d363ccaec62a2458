import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FlavourName } from '../../mocks/index.js';
import { denied, expired, MINUTE, stranger, unsigned } from './support/refusals.js';
import { MALFORMED_ROWS } from './support/refusals-malformed.js';
import { HTTP_AND_FUNCTION_URL_ROWS } from './support/refusals-others.js';
import { REST_ROWS } from './support/refusals-rest.js';
import { S3_ROWS } from './support/refusals-s3.js';
import { SERVICE_ROWS } from './support/refusals-services.js';
import { sendRaw } from './support/send.js';
import { type Credentials, signWithAws4, signWithAws4Fetch } from './support/signers.js';
import { type Call, FLAVOURS, NOW, setStage } from './support/stage.js';

// The rows of "How AWS answers a bad, expired or unauthorised request", each against a real socket.
const ROWS = [...REST_ROWS, ...HTTP_AND_FUNCTION_URL_ROWS, ...S3_ROWS, ...SERVICE_ROWS, ...MALFORMED_ROWS];

const ID_HEADERS: Record<FlavourName, string[]> = {
  rest: ['x-amzn-requestid', 'x-amz-apigw-id', 'x-amzn-trace-id'],
  http: ['apigw-requestid'],
  'function-url': ['x-amzn-requestid'],
  appsync: ['x-amzn-requestid'],
  s3: ['x-amz-request-id', 'x-amz-id-2'],
  json: ['x-amzn-requestid'],
  query: ['x-amzn-requestid'],
  opensearch: ['x-amzn-requestid'],
  bedrock: ['x-amzn-requestid'],
  iot: ['x-amzn-requestid'],
};
const ALL_IDS = [...new Set(Object.values(ID_HEADERS).flat())];

const TYPES: Record<FlavourName, string> = {
  rest: 'application/json',
  http: 'application/json',
  'function-url': 'application/json',
  appsync: 'application/json',
  s3: 'application/xml',
  json: 'application/x-amz-json-1.0',
  query: 'text/xml',
  opensearch: 'application/json',
  bedrock: 'application/json',
  iot: 'application/json',
};

test.for(ROWS.map((row) => [row.api, row.cause, row] as const))('answers as %s to %s', async ([api, , row]) => {
  const stage = await setStage();
  const call = typeof row.call === 'function' ? row.call(stage) : row.call;
  const { status, headers, body } = await stage.call(api, call);

  expect({
    status,
    type: headers['x-amzn-errortype'],
    verdict: stage.mock.calls().map(({ verdict }) => verdict),
  }).toEqual({
    status: row.status,
    type: row.type,
    verdict: [row.verdict],
  });
  if (typeof row.body === 'string') expect(body).toBe(row.body);
  else expect(body).toMatch(row.body);
  expect(headers['content-type']).toBe(TYPES[api]);
  expect(headers.date).toBe(new Date(NOW).toUTCString());
  expect(ALL_IDS.filter((name) => name in headers)).toEqual(ALL_IDS.filter((name) => ID_HEADERS[api].includes(name)));
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test.for(FLAVOURS.filter((api) => api !== 'iot'))('lets a signed request in as %s does', async (api) => {
  const stage = await setStage();
  const { status, headers, body } = await stage.call(api);
  expect([status, body, headers['x-amzn-errortype']]).toEqual([200, '[{"id":1}]', undefined]);
  // Only an invoked function has a trace id.
  expect('x-amzn-trace-id' in headers).toBe(api === 'rest' || api === 'function-url');
});

test('finds a wrong clock before an expired token, as AWS does', async () => {
  const stage = await setStage();
  const { credentials } = expired(stage) as { credentials: Credentials };
  const slow = await stage.call('rest', { credentials, date: NOW - 6 * MINUTE });
  const right = await stage.call('rest', { credentials });
  expect([slow, right].map(({ headers }) => headers['x-amzn-errortype'])).toEqual([
    'InvalidSignatureException',
    'ExpiredTokenException',
  ]);
});

test('sends the error type that the app asks for', async () => {
  const type = 'ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/';
  const errorTypes = { 'expired-token': type, blocked: 'ForbiddenException:', 'unknown-key': '' };
  const stage = await setStage({ apis: [{ region: 'eu-west-1', errorTypes }] });
  const types = [
    await stage.call('rest', expired(stage)),
    await stage.call('rest', { credentials: stranger }),
    await stage.call('rest', denied('waf')(stage)),
  ].map(({ headers }) => headers['x-amzn-errortype']);
  expect(types).toEqual([type, undefined, 'ForbiddenException:']);
});

test('takes an unsigned payload for S3 only, unless told otherwise', async () => {
  const put: Call = { method: 'PUT', body: 'any', headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' } };
  const stage = await setStage();
  expect((await stage.call('s3', put)).status).toBe(200);
  expect((await stage.call('rest', put)).status).toBe(403);
  const lenient = await setStage({ apis: [{ region: 'eu-west-1', unsignedPayload: true }] });
  expect((await lenient.call('rest', put)).status).toBe(200);
});

test('answers HEAD without a body', async () => {
  const stage = await setStage();
  const { status, headers, body } = await stage.call('rest', { method: 'HEAD', tamper: unsigned });
  expect([status, headers['x-amzn-errortype'], body]).toEqual([403, 'MissingAuthenticationTokenException', '']);
});

test('takes an IoT URL whose session token was added after signing, and only such a one', async () => {
  const { mock, urls } = await setStage();
  const { origin } = new URL(urls.iot!);
  const credentials = mock.issueCredentials();
  const connect = async (service: string) => {
    const url = `${origin}/items`;
    const request = { url, service, region: 'eu-west-1', date: NOW, presign: true, expiresIn: 60 };
    // aws4fetch appends the token for IoT, and signs it for all others.
    return sendRaw(origin, await signWithAws4Fetch(credentials, request));
  };
  expect((await connect('iotdevicegateway')).status).toBe(200);
  const tampered = await signWithAws4(credentials, {
    url: `${origin}/items`,
    service: 'iotdevicegateway',
    region: 'eu-west-1',
    date: NOW,
    presign: true,
    expiresIn: 60,
  });
  expect((await sendRaw(origin, tampered)).status).toBe(403);
});

test('wants the hash of a body where it is told to, as CloudFront with origin access control does', async () => {
  const apis = [{ flavour: 'function-url', region: 'eu-west-1', contentSha256Required: true }] as const;
  const stage = await setStage({ apis });
  const body = 'any';
  const hash = createHash('sha256').update(body).digest('hex');
  const put = (headers: Record<string, string>) => stage.call('function-url', { method: 'PUT', body, headers });
  expect((await stage.call('function-url')).status).toBe(200);
  expect((await put({ 'X-Amz-Content-Sha256': hash })).status).toBe(200);
  const { status, headers } = await put({});
  expect([status, headers['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException']);
});
