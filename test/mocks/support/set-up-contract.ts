import { AwsClient } from 'aws4fetch';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsMock } from '../../../mocks/index.js';
import { type SetUpOptions, setUpWith } from '../../../mocks/testing/set-up.js';

const ELSEWHERE = 'https://other.example.com';

/** A test runner with one test, and what the set-up says at its end. */
const run = async (options: SetUpOptions, test: (tools: Tools) => Promise<unknown>) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const hooks = new Map<string, () => void>();
  const hook = (name: string) => (each: () => void) => void hooks.set(name, each);
  const aws = createAwsMock({ baseUrl: 'https://api.example.com/prod', routes: { 'GET /items': () => ['first'] } });
  const server = setUpWith(
    { beforeAll: hook('beforeAll'), afterEach: hook('afterEach'), afterAll: hook('afterAll') },
    aws,
    options,
  );
  onTestFinished(() => warn.mockRestore());
  const client = new AwsClient({ ...aws.issueCredentials(), service: 'execute-api', region: 'eu-west-1', retries: 0 });
  hooks.get('beforeAll')?.();
  const result = await test({ aws, server, client });
  let failure = '';
  try {
    hooks.get('afterEach')?.();
  } catch (error) {
    failure = (error as Error).message;
  }
  hooks.get('afterAll')?.();
  return { result, failure, aws, server, warned: warn.mock.calls.flat().join('\n') };
};

interface Tools {
  readonly aws: ReturnType<typeof createAwsMock>;
  readonly server: ReturnType<typeof setUpWith>;
  readonly client: AwsClient;
}

const failed = (error: Error): string => error.name;

/** What the set-up does with every supported major version of msw. */
export const runSetUpContract = (): void => {
  test('the mock answers during the tests, is reset after each, and is silent afterwards', async () => {
    const { result, failure, aws } = await run({}, async ({ aws: mock, client }) => {
      mock.deny();
      const { status } = await client.fetch(`${mock.baseUrl}/items`, { aws: { region: 'us-east-1' } });
      return [status, mock.calls().length];
    });
    expect([result, failure]).toEqual([[403, 1], '']);
    expect(aws.calls()).toEqual([]);
    await expect(fetch('https://api.example.invalid/prod/items')).rejects.toThrow();
  });

  test('a test that made a signed call which nobody answered fails, the app sees a network error, and the next test passes', async () => {
    const { result, failure } = await run({}, ({ client }) =>
      client.fetch(`${ELSEWHERE}/items?secret=1`, { method: 'POST', body: 'x' }).catch(failed),
    );
    expect(result).toBe('TypeError');
    expect(failure).toContain('A signed call was answered neither by the mock');
    expect(failure).toContain(`  POST ${ELSEWHERE}/items (signed for execute-api in eu-west-1)`);
    expect(failure).toContain('  https://api.example.com/prod (rest)');
    expect(failure).toContain('Set baseUrl');
    expect(failure).not.toMatch(/secret|Signature|AKIA|ASIA/);
    expect((await run({}, async () => 0)).failure).toBe('');
  });

  test('so does one that followed a presigned URL', async () => {
    const { failure } = await run({}, async ({ client }) => {
      const { url } = await client.sign(`${ELSEWHERE}/file`, { aws: { signQuery: true, service: 's3' } });
      return fetch(url).catch(failed);
    });
    expect(failure).toContain(`GET ${ELSEWHERE}/file (signed for s3 in eu-west-1)`);
    expect(failure).not.toContain('X-Amz');
  });

  test('the app’s own handlers answer before the mock, and those of a test until its end', async () => {
    const own = http.get(`${ELSEWHERE}/own`, () => HttpResponse.text('own'));
    const { result, failure, server } = await run({ handlers: [own] }, async ({ client, server }) => {
      server.use(http.get(`${ELSEWHERE}/used`, () => HttpResponse.text('used')));
      return [
        await (await client.fetch(`${ELSEWHERE}/own`)).text(),
        await (await client.fetch(`${ELSEWHERE}/used`)).text(),
      ];
    });
    expect([result, failure]).toEqual([['own', 'used'], '']);
    expect(server.listHandlers()).toContain(own);
    expect(server.listHandlers().filter((handler) => JSON.stringify(handler).includes('/used'))).toEqual([]);
  });

  test('a server of the app’s own is neither started, reset nor closed, and unhandled signed calls fail the test', async () => {
    const own = http.get(`${ELSEWHERE}/own`, () => HttpResponse.text('own'));
    const server = setupServer(own);
    server.listen({ onUnhandledFrame: 'error', onUnhandledRequest: 'error' } as object);
    const noise = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => {
      server.close();
      noise.mockRestore();
    });
    const { result, failure } = await run({ server }, async ({ client }) => [
      await (await client.fetch(`${ELSEWHERE}/own`)).text(),
      await client.fetch(`${ELSEWHERE}/other`).catch(failed),
    ]);
    expect(result).toEqual(['own', expect.stringMatching(/Error$/)]);
    expect(failure).toContain(`GET ${ELSEWHERE}/other`);
    expect(await (await fetch(`${ELSEWHERE}/own`)).text()).toBe('own');
    expect(() => setUpWith({} as never, createAwsMock(), { server, handlers: [own] })).toThrow(
      'give handlers to your own server',
    );
  });

  test('a call that may go unanswered, and one without a signature, fails no test; msw warns of it', async () => {
    const allowUnhandled = (request: Request) => request.url.startsWith('http://127.0.0.1');
    const { result, failure, warned } = await run({ allowUnhandled }, async ({ client }) => [
      await client.fetch('http://127.0.0.1:59999/allowed').catch(failed),
      await fetch('http://127.0.0.1:59999/unsigned').catch(failed),
    ]);
    expect([result, failure]).toEqual([['TypeError', 'TypeError'], '']);
    expect(warned).toContain('/unsigned');
  });

  test('of many calls the first five are named, and how many more there were', async () => {
    const { failure } = await run({}, ({ client }) =>
      Promise.all([1, 2, 3, 4, 5, 6, 7].map((path) => client.fetch(`${ELSEWHERE}/${path}`).catch(failed))),
    );
    expect(failure.match(/ {2}GET /g)).toHaveLength(5);
    expect(failure).toContain('and 2 more');
  });
};
