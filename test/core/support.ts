import { type AwsCredentialIdentity, createSigV4, type SigV4Authenticator, type SigV4Options } from 'sigv4-interceptor';
import type { Answer, Call, Outcome } from '../../src/core/call.js';
import { pipelineOf } from '../../src/core/authenticator.js';
import type { Pipeline } from '../../src/core/pipeline.js';
import { sendAuthenticated } from '../../src/core/send-authenticated.js';
import { toHeaderMap, type WireBody, wireRequest } from '../../src/core/wire-request.js';

export const HOUR = 3_600_000;

/** A clock that stands still until it is moved. */
export const stoppedClock = (time = Date.UTC(2026, 0, 5)) => {
  const clock = { time, offset: 0, now: (): number => clock.time } as {
    time: number;
    offset: number;
    readAt?: number;
    now(): number;
  };
  return clock;
};

/** Credentials by access key id. */
export const keyOf = (accessKeyId: string, more: Partial<AwsCredentialIdentity> = {}): AwsCredentialIdentity => ({
  accessKeyId,
  secretAccessKey: 'secret',
  sessionToken: `token of ${accessKeyId}`,
  ...more,
});

/** A promise, and what settles it. */
export const deferred = <T = void>() => {
  let resolve = (_: T): void => {};
  let reject = (_: unknown): void => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
};

/** What a test's server answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A request as the test's server got it. */
export interface Got {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The access key id of its signature. */
  readonly key: string | undefined;
  /** When it says that it was signed. */
  readonly signedAt: number;
  /** Which call it belongs to, where the test has said so. */
  readonly tag: unknown;
}

interface TestAnswer extends Answer {
  readonly reply: Reply;
}

const AMZ_DATE = /^(....)(..)(..)T(..)(..)(..)Z$/;
const timeOf = (date: string | undefined): number => {
  const [, y, mo, d, h, mi, s] = AMZ_DATE.exec(date ?? '') ?? [];
  return Date.UTC(+y!, +mo! - 1, +d!, +h!, +mi!, +s!);
};

export const EXPIRED: Reply = {
  status: 403,
  body: '{"message":"The security token included in the request is expired"}',
};
export const FORBIDDEN: Reply = { status: 403, body: '{"message":"Forbidden"}' };

/** How a call of {@link client} is made. */
export interface CallOptions extends Partial<Omit<Call<TestAnswer>, 'request' | 'send'>> {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: WireBody;
  readonly tag?: unknown;
}

/** A client without a network, on top of the journey itself: what adapters are, and nothing else. */
export const client = (options: Partial<SigV4Options>, serve: (got: Got) => Reply | Promise<Reply>) => {
  const auth: SigV4Authenticator = createSigV4({
    credentials: keyOf('STATIC'),
    region: 'eu-west-1',
    service: 'execute-api',
    ...options,
  });
  const pipeline: Pipeline = pipelineOf(auth);
  const got: Got[] = [];
  let discarded = 0;
  let read = 0;
  const call = (url: string, given: CallOptions = {}): Promise<Outcome<TestAnswer>> => {
    const { method = 'GET', headers = {}, body, tag, ...more } = given;
    const request = wireRequest(
      method,
      new URL(url, 'https://api.example.com').href,
      toHeaderMap(Object.entries(headers)),
      body,
    );
    return sendAuthenticated<TestAnswer, unknown>(pipeline, {
      request,
      caller: pipeline.source.caller(),
      coverage: 'named',
      redirects: 0,
      send: async (sent, withAuthentication) => {
        const arrived: Got = {
          method: sent.method,
          url: sent.url.href,
          headers: withAuthentication,
          key: /Credential=([^/]+)/.exec(withAuthentication.authorization ?? '')?.[1],
          signedAt: timeOf(withAuthentication['x-amz-date']),
          tag,
        };
        got.push(arrived);
        const reply = await serve(arrived);
        return {
          reply,
          status: reply.status,
          header: (name) => reply.headers?.[name] ?? null,
          text: async () => {
            read++;
            return reply.body ?? '';
          },
          discard: () => void discarded++,
        };
      },
      leave: async () => {
        throw new Error('left the origin');
      },
      mayHideAnswer: (error) => error instanceof TypeError,
      ...more,
    });
  };
  return {
    auth,
    pipeline,
    got,
    call,
    status: async (url: string, given?: CallOptions): Promise<number> => (await call(url, given)).answer.status,
    get discarded() {
      return discarded;
    },
    get read() {
      return read;
    },
  };
};

/** Lets everything that is ready happen. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** The code of the error that a promise ends with, or what it resolves to. */
export const outcome = <T>(work: Promise<T>): Promise<T | string> =>
  work.catch((error: { code?: string; message: string }) => error.code ?? error.message);
