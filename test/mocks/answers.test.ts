import { expect, test } from 'vitest';
import type { FlavourName } from '../../mocks/index.js';
import { denied, expired, MINUTE, stranger, unsigned } from './support/refusals.js';
import { HTTP_AND_FUNCTION_URL_ROWS } from './support/refusals-others.js';
import { REST_ROWS } from './support/refusals-rest.js';
import { S3_ROWS } from './support/refusals-s3.js';
import type { Credentials } from './support/signers.js';
import { type Call, NOW, setStage } from './support/stage.js';

// The rows of "How AWS answers a bad, expired or unauthorised request", each against a real socket.
const ROWS = [...REST_ROWS, ...HTTP_AND_FUNCTION_URL_ROWS, ...S3_ROWS];

const ID_HEADERS: Record<FlavourName, string[]> = {
  rest: ['x-amzn-requestid', 'x-amz-apigw-id', 'x-amzn-trace-id'],
  http: ['apigw-requestid'],
  'function-url': ['x-amzn-requestid'],
  s3: ['x-amz-request-id', 'x-amz-id-2'],
};
const ALL_IDS = Object.values(ID_HEADERS).flat();

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
  expect(headers['content-type']).toBe(api === 's3' ? 'application/xml' : 'application/json');
  expect(headers.date).toBe(new Date(NOW).toUTCString());
  expect(ALL_IDS.filter((name) => name in headers)).toEqual(ALL_IDS.filter((name) => ID_HEADERS[api].includes(name)));
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test.for(['rest', 'http', 'function-url', 's3'] as const)('lets a signed request in as %s does', async (api) => {
  const stage = await setStage();
  const { status, headers, body } = await stage.call(api);
  expect([status, body, headers['x-amzn-errortype']]).toEqual([200, '[{"id":1}]', undefined]);
  // A trace id only where something was invoked.
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
