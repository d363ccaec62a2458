import axios, { type AxiosAdapter } from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

/** One that names the second, say, changes between any two of its calls. */
test.each([1, 2, 3, 4])('a serialiser that changes after call %i sends what was signed', async (last) => {
  const mock = createAwsMock({ users: ['alice'] });
  const { url, close } = await mock.listen();
  onTestFinished(close);
  const auth = createSigV4({
    credentials: mock.permanentCredentials('alice'),
    region: 'us-east-1',
    service: 'execute-api',
    origins: url,
  });
  // An adapter of the app's own gets the app's own parameters.
  const adapter: AxiosAdapter = (config) => axios.getAdapter('http')(config);
  const api = axios.create({ baseURL: url, adapter });
  interceptAxios(api, auth);
  let calls = 0;
  const serialize = (): string => `second=${++calls > last}`;
  const { status } = await api.get('/items', { params: { page: 1 }, paramsSerializer: { serialize } });
  expect([status, mock.calls().map(({ verdict }) => verdict)]).toEqual([200, ['ok']]);
});
