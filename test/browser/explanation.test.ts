import axios, { type AxiosError } from 'axios';
import { createSigV4, type Rejection } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, test } from 'vitest';

test('a page is told why a signature was refused, by code that loads only then', async () => {
  const mock = createAwsMock({ baseUrl: 'https://api.example.com' });
  const credentials = mock.issueCredentials();
  const auth = createSigV4({
    credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: 'https://api.example.com',
  });
  const rejections: Rejection[] = [];
  auth.on('rejected', (rejection) => rejections.push(rejection));
  // A proxy that takes the stage away.
  const fetchByProxy = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const sent = new Request(input, init);
    return (await mock.answer(new Request(sent.url.replace('/prod/', '/'), sent)))!;
  };
  const api = axios.create({ adapter: 'fetch', env: { fetch: fetchByProxy } } as object);
  interceptAxios(api, auth);
  const error: AxiosError = await api.get('https://api.example.com/prod/items').catch((thrown) => thrown);
  expect(error.response?.status).toBe(403);
  expect(error.cause).toMatchObject({
    code: 'signature-refused',
    message: expect.stringMatching(/^The path differs: here it is '\/prod\/items', at the server '\/items'; a proxy/),
  });
  expect(rejections).toMatchObject([{ verdict: 'malformed', explanation: error.cause!.message }]);
});
