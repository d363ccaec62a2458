// Uses the default export, whose members msw patches.
import https from 'node:https';
import { AwsClient } from 'aws4fetch';
import { HttpResponse } from 'msw';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type AwsMock, type AwsMockOptions, createAwsMock } from '../../../mocks/index.js';

/** The part of `setupServer` that the contract uses, in either major version of msw. */
export type SetUpServer = (mock: AwsMock) => { listen(): void; close(): void };

/** What the handlers do in every supported major version of msw. */
export const runMswContract = (setUpServer: SetUpServer): void => {
  const start = (options?: AwsMockOptions): AwsMock => {
    const mock = createAwsMock(options);
    const server = setUpServer(mock);
    server.listen();
    onTestFinished(() => server.close());
    return mock;
  };
  const client = (mock: AwsMock) =>
    new AwsClient({ ...mock.issueCredentials(), service: 'execute-api', region: 'us-east-1', retries: 0 });

  test('verifies what fetch sends', async () => {
    const mock = start();
    const aws = client(mock);
    const accepted = await aws.fetch(`${mock.baseUrl}/a%20b?x=1`, { method: 'POST', body: 'content' });
    const signed = await aws.sign(`${mock.baseUrl}/a%20b?x=1`, { method: 'POST', body: 'content' });
    const forged = await fetch(signed.url, { method: 'POST', headers: signed.headers, body: 'forgery' });
    expect([accepted.status, forged.status]).toEqual([200, 403]);
    expect(await accepted.json()).toMatchObject({ path: '/a b', body: 'content', user: 'alice' });
    expect(forged.headers.get('x-amzn-errortype')).toBe('InvalidSignatureException');
  });

  test('verifies what node:https sends', async () => {
    const mock = start();
    const signed = await client(mock).sign(`${mock.baseUrl}/key`, { method: 'PUT', body: 'content' });
    const status = await new Promise((resolve, reject) => {
      const request = https.request(
        signed.url,
        { method: 'PUT', headers: Object.fromEntries(signed.headers) },
        (response) => resolve(response.resume().statusCode),
      );
      request.on('error', reject).end('content');
    });
    expect(status).toBe(200);
  });

  test('answers with a network error where CORS headers are missing', async () => {
    const mock = start();
    const aws = client(mock);
    mock.dropCorsHeaders();
    mock.expireCredentials();
    await expect(aws.fetch(`${mock.baseUrl}/items`)).rejects.toThrow(TypeError);
    expect(mock.calls('GET /items')).toMatchObject([{ status: 403, verdict: 'expired-token' }]);
    expect((await client(mock).fetch(`${mock.baseUrl}/items`)).status).toBe(200);
  });

  test('takes what msw answers with from a responder', async () => {
    const mock = start({
      routes: { 'GET /xml': () => HttpResponse.xml('<a/>'), 'GET /error': () => HttpResponse.error() },
    });
    const xml = await client(mock).fetch(`${mock.baseUrl}/xml`);
    expect([xml.status, await xml.text()]).toEqual([200, '<a/>']);
    await expect(client(mock).fetch(`${mock.baseUrl}/error`)).rejects.toThrow(TypeError);
  });

  test('says of what content an answer is', async () => {
    const mock = start({ routes: { 'GET /json': { a: 1 }, 'GET /text': () => new Response('a') } });
    const types = ['json', 'text'].map(async (route) =>
      (await client(mock).fetch(`${mock.baseUrl}/${route}`)).headers.get('content-type'),
    );
    expect(await Promise.all(types)).toEqual(['application/json', expect.stringMatching(/^text\/plain/)]);
  });

  test('answers a path whose encoding is not valid', async () => {
    const mock = start();
    const response = await fetch(`${mock.baseUrl}/%zz/%ff`);
    expect(response.status).toBe(403);
  });

  test('tells APIs of one origin apart by their paths', async () => {
    const mock = start({
      apis: [
        { name: 'all', baseUrl: 'https://api.example.com' },
        { name: 'v1', baseUrl: 'https://api.example.com/v1/' },
        { name: 'v10', baseUrl: 'https://api.example.com/v10' },
      ],
    });
    for (const path of ['/v1/items', '/v10/items', '/v1', '/v2/items']) {
      expect((await client(mock).fetch(`https://api.example.com${path}`)).status).toBe(200);
    }
    expect(mock.calls().map(({ api, path }) => `${api} ${path}`)).toEqual([
      'v1 /items',
      'v10 /items',
      'v1 /',
      'all /v2/items',
    ]);
  });

  test('leaves calls to other origins to other handlers', async () => {
    const mock = start({ baseUrl: 'https://api.example.com' });
    // The contract's servers refuse unhandled requests, and report them on the console.
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => print.mockRestore());
    await expect(fetch('https://api.example.com.evil.test/')).rejects.toThrow();
    expect(mock.calls()).toEqual([]);
  });
};
