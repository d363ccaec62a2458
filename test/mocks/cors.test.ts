import { expect, test } from 'vitest';
import { setStage, withHeader, without } from './support/stage.js';

const ORIGIN = 'http://localhost:5173';
const cors = (headers: object): [string, unknown][] =>
  Object.entries(headers).filter(([name]) => name.startsWith('access-control-'));
const fromPage = withHeader('origin', ORIGIN);

test('answers a preflight for whatever headers and method the page asks', async () => {
  const { urls, mock } = await setStage();
  const response = await fetch(`${urls.rest}/items`, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'x-custom, x-amz-date',
      'access-control-request-private-network': 'true',
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  expect(response.headers.get('access-control-allow-private-network')).toBe('true');
  expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect(response.headers.get('access-control-allow-headers')?.split(', ')).toEqual([
    'authorization',
    'content-type',
    'x-amz-content-sha256',
    'x-amz-date',
    'x-amz-security-token',
    'x-custom',
  ]);
  expect(mock.calls()).toEqual([]);
});

test.for(['rest', 'http', 'function-url', 's3'] as const)(
  'lets a page read answers and refusals of %s',
  async (api) => {
    const stage = await setStage();
    const answers = [
      await stage.call(api, { tamper: fromPage }),
      await stage.call(api, { tamper: (request) => without('authorization')(fromPage(request)) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403]);
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(headers['access-control-expose-headers']).toContain('x-amzn-errortype');
      expect(headers.vary).toBe('origin');
    }
  },
);

test('leaves CORS headers off refusals, and only those, after dropCorsHeaders', async () => {
  const stage = await setStage();
  const undo = stage.mock.dropCorsHeaders();
  const refused = () => stage.call('rest', { tamper: (request) => without('authorization')(fromPage(request)) });
  const accepted = await stage.call('rest', { tamper: fromPage });
  const dropped = await refused();
  undo();
  const restored = await refused();
  expect([dropped.status, cors(dropped.headers)]).toEqual([403, []]);
  expect(cors(accepted.headers)).toHaveLength(3);
  expect(cors(restored.headers)).toHaveLength(3);
});

test('exposes no header where the app says so, as most APIs do', async () => {
  const stage = await setStage({ apis: [{ region: 'eu-west-1', exposeHeaders: [] }] });
  const { headers } = await stage.call('rest', { tamper: fromPage });
  expect(cors(headers).map(([name]) => name)).toEqual([
    'access-control-allow-credentials',
    'access-control-allow-origin',
  ]);
});
