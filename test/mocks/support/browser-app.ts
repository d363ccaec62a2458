import { AwsClient } from 'aws4fetch';
import { setupWorker } from 'msw/browser';
import { createAwsMock, type TemporaryCredentials } from '../../../mocks/index.js';

/** What a page sees of a response. */
export interface Seen {
  readonly status?: number;
  readonly body?: string;
  readonly errorType?: string | null;
  readonly date?: boolean;
  /** The name of the error, if fetch failed. */
  readonly failed?: string;
}

const look = async (call: Promise<Response>): Promise<Seen> => {
  try {
    const response = await call;
    const { status, headers } = response;
    return {
      status,
      body: await response.text(),
      errorType: headers.get('x-amzn-errortype'),
      date: headers.has('date'),
    };
  } catch (error) {
    return { failed: (error as Error).name };
  }
};

const client = (credentials: TemporaryCredentials): AwsClient =>
  new AwsClient({ ...credentials, service: 'execute-api', region: 'us-east-1', retries: 0 });

const app = {
  /** Calls an API with given credentials. */
  call: (url: string, credentials: TemporaryCredentials): Promise<Seen> =>
    look(
      client(credentials).fetch(url, {
        method: 'PUT',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json' },
      }),
    ),

  /** Runs the mock behind a service worker: a valid call, a refused one, and one without CORS headers. */
  behindWorker: async (): Promise<readonly Seen[]> => {
    const mock = createAwsMock({ routes: { 'PUT /items': (_request, { caller }) => caller.user } });
    const worker = setupWorker(...mock.handlers);
    await worker.start({ quiet: true });
    const url = `${mock.baseUrl}/items`;
    const credentials = mock.issueCredentials();
    const accepted = await app.call(url, credentials);
    mock.expireCredentials();
    const refused = await app.call(url, credentials);
    mock.dropCorsHeaders();
    const dropped = await app.call(url, credentials);
    worker.stop();
    return [accepted, refused, dropped];
  },
};

/** What the tests call in the page. */
export type App = typeof app;

Object.assign(globalThis, { app });
