import { setupServer } from 'msw/node';
import type { AwsMock } from '../aws-mock.js';
import { type UnhandledOptions, watchUnhandled } from './unhandled.js';

/** What `setupServer` of msw returns. */
export type MswServer = ReturnType<typeof setupServer>;

/** Options of `setUpAwsMock`. */
export interface SetUpOptions extends UnhandledOptions {
  /** Handlers of the app's own, for its other servers. They are asked before the mock's. Default: none. */
  readonly handlers?: Readonly<Parameters<typeof setupServer>>;
  /**
   * A server of the app's own, which has the mock's handlers and which its owner starts, resets and closes. Default: one
   * that is made here.
   */
  readonly server?: MswServer;
}

/** The hooks of a test runner. */
export interface Hooks {
  beforeAll(run: () => void): void;
  afterEach(run: () => void): void;
  afterAll(run: () => void): void;
}

/** What msw does with a request that has no handler, under the name of each of its major versions. */
const onUnhandled = (note: (request: Request) => boolean): object => {
  const decide = async (request: Request | undefined, warn: () => unknown): Promise<void> => {
    // The app sees a network error, and what it signed stays here. A frame of a WebSocket has no request.
    if (request && note(request)) throw Response.error();
    await warn();
  };
  return {
    onUnhandledRequest: (request: Request, print: { warning(): void }) => decide(request, print.warning),
    onUnhandledFrame: ({ frame, defaults }: { frame: { data: { request?: Request } }; defaults: { warn(): void } }) =>
      decide(frame.data.request, defaults.warn),
  };
};

/** Starts a server before the tests of a file, resets it and the mock after each, and fails those with an unhandled signed call. */
export const setUpWith = (hooks: Hooks, aws: AwsMock, options: SetUpOptions): MswServer => {
  const unhandled = watchUnhandled(aws, options);
  const { handlers = [], server: own } = options;
  const server = own ?? setupServer(...handlers, ...aws.handlers);
  if (own) {
    if (handlers.length > 0)
      throw new TypeError('setUpAwsMock: give handlers to your own server, or leave server out.');
    own.events.on('request:unhandled', ({ request }) => void unhandled.note(request));
  } else {
    hooks.beforeAll(() => server.listen(onUnhandled(unhandled.note)));
  }
  hooks.afterEach(() => {
    aws.reset();
    if (!own) server.resetHandlers();
    unhandled.check();
  });
  hooks.afterAll(() => {
    if (!own) server.close();
    unhandled.check();
  });
  return server;
};
