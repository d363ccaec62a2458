import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock, type FlavourName } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

// IoT takes presigned URLs only.
const SERVICES = {
  rest: 'execute-api',
  http: 'execute-api',
  'function-url': 'lambda',
  appsync: 'appsync',
  s3: 's3',
  json: 'dynamodb',
  query: 'sns',
  opensearch: 'es',
  bedrock: 'bedrock',
} as const satisfies Record<Exclude<FlavourName, 'iot'>, string>;
const FLAVOURS = Object.keys(SERVICES) as (keyof typeof SERVICES)[];

const start = async (flavour: keyof typeof SERVICES) => {
  const mock = createAwsMock({ flavour });
  const { url, close } = await mock.listen();
  onTestFinished(close);
  const credentials = mock.credentialsProvider();
  const auth = createSigV4({ credentials, region: 'us-east-1', service: SERVICES[flavour], origins: url });
  const call = async () => {
    const method = flavour === 'appsync' ? 'POST' : 'PUT';
    const response = await wrapFetch(fetch, auth)(`${url}/graphql`, { method, body: '{"query":"{ items { id } }"}' });
    return response.status;
  };
  return { mock, call, issued: () => mock.issued() };
};

test.for(FLAVOURS)('an expired token is healed at %s, as it says so', async (flavour) => {
  const { mock, call, issued } = await start(flavour);
  expect(await call()).toBe(200);
  mock.expireCredentials();
  expect(await call()).toBe(200);
  expect([issued(), mock.calls().map(({ verdict }) => verdict)]).toEqual([2, ['ok', 'expired-token', 'ok']]);
});

test.for(FLAVOURS)('a wrong clock is corrected at %s, as it says so', async (flavour) => {
  const { mock, call } = await start(flavour);
  mock.skewClock('20m');
  expect(await call()).toBe(200);
  expect(mock.calls().map(({ verdict }) => verdict)).toEqual(['signature-expired', 'ok']);
});

test.for(FLAVOURS)('a deny is final at %s', async (flavour) => {
  const { mock, call, issued } = await start(flavour);
  mock.deny();
  const status = await call();
  expect(status).toBe({ appsync: 200, json: 400 }[flavour as string] ?? 403);
  // An HTTP API, and a function URL by now, do not say why: then it is tried once more.
  expect(issued()).toBe(flavour === 'http' || flavour === 'function-url' ? 2 : 1);
});
